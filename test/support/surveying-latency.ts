import { RandomKind } from "../../env/random/keyed-random.js";
import type { TargetTree } from "../../env/tree/target-tree.js";
import type { LatencyModel } from "../../env/world/latency/latency-model.js";

const seconds = [0, 120, 240, 60, 60, 20];
const SURVEY_SECONDS = 90;
const FARTHEST_SECONDS = 20;

/** Seconds by which a way depends on the place it begins at. */
function distanceSeconds({ level, parent }: TargetTree, from: number, target: number): number {
  let place = from;
  while (level[place]! > 3) place = parent[place]!;
  return 5 * ((target * 7 + place * 3) % 5);
}

/** Entering by level, more from some places than from others; surveys take time of their own. */
function expectedSeconds(tree: TargetTree, from: number, target: number): number {
  const { level, parent, childCount } = tree;
  let sum = 0;
  let at = target;
  let other = from;
  while (at !== other) {
    if (at < other) {
      other = parent[other]!;
      continue;
    }
    sum += seconds[level[at]!]!;
    if (level[at]! < 3 && childCount[at] === 0) sum += SURVEY_SECONDS;
    const before = parent[at]!;
    let below = from;
    while (below > before) below = parent[below]!;
    if (level[at]! <= 3) sum += distanceSeconds(tree, below === before ? from : before, at);
    at = before;
  }
  return sum;
}

/**
 * A latency model for tests, in which everything that a model may do is done: surveys cost, distances matter, drawn
 * durations scatter between a half and one and a half of what is expected, by target, try and place.
 */
export const surveyingLatency: LatencyModel = {
  kind: "surveying",
  exposureSeconds: () => 60,
  expectedSeconds,
  drawnSeconds: (tree, from, target, random, nth) =>
    expectedSeconds(tree, from, target) * (0.5 + random.uniform(target, RandomKind.Duration, nth)),
  leastEntrySeconds: (tree, target) => {
    const level = tree.level[target]!;
    return seconds[level]! + (level < 3 && tree.childCount[target] === 0 ? SURVEY_SECONDS : 0);
  },
  leastSecondsBelow: (tree, level) => seconds.slice(level + 1, tree.leafLevel + 1).reduce((a, b) => a + b, 0),
  mostSeconds: () => seconds.reduce((a, b) => a + b, 0) + 2 * SURVEY_SECONDS + 3 * FARTHEST_SECONDS,
};
