import { z } from "zod";
import { quantity } from "../../../scenario/quantity.js";
import type { TargetTree } from "../../../tree/target-tree.js";
import { jitter, jitterFactor, medianShare } from "../jitter.js";
import type { LatencyKind, LatencyModel } from "../latency-model.js";
import { stepFactors } from "../step-factors.js";

const stepNames = ["grid", "square", "group", "hole", "position"] as const;

const options = z.strictObject({
  grid: quantity("s").describe("Entering a grid: exchange and atlas."),
  square: quantity("s").describe("Entering a square."),
  group: quantity("s").describe("Entering a group."),
  hole: quantity("s").describe("Entering a hole; the exposure, unless holes have several positions."),
  position: quantity("s").prefault("0 s").describe("Exposing a position, where holes have several. Default: 0 s."),
  jitter: jitter
    .default(0)
    .describe("Scatter of drawn times: standard deviation of their logarithm, their mean is kept. Default: 0."),
});

/**
 * What entering one of each level costs, added up along the way; going up is free. This is the cost model of
 * CryoRL (Fan et al. 2022; `cryoEM_config.py` of IBM/CryoRL-pytorch): with 2, 4, 1 and 1 minutes the next
 * hole costs 1 minute in the same group, 2 in another group, 6 in another square and 8 in another grid.
 */
const kind: LatencyKind<typeof options> = {
  name: "levels",
  summary: "a fixed time for entering a target of each level; going up is free",
  options,
  create({ grid, square, group, hole, position = 0, jitter: sigma = 0 }): LatencyModel {
    const secondsByLevel = Float64Array.of(0, grid, square, group, hole, position);
    const sum = (from: number, to: number) => {
      let seconds = 0;
      for (let level = from; level <= to; level++) seconds += secondsByLevel[level]!;
      return seconds;
    };
    const expectedSeconds = ({ parent, level }: TargetTree, from: number, target: number) => {
      let seconds = 0;
      let a = target;
      let b = from;
      while (a !== b) {
        if (a > b) {
          seconds += secondsByLevel[level[a]!]!;
          a = parent[a]!;
        } else {
          b = parent[b]!;
        }
      }
      return seconds;
    };
    const medians = new Float64Array(stepNames.length);
    return {
      kind: "levels",
      exposureSeconds: (tree) => secondsByLevel[tree.leafLevel]!,
      expectedSeconds,
      drawnSeconds: (tree, from, target, random, nth) =>
        expectedSeconds(tree, from, target) * jitterFactor(sigma, random, target, nth),
      leastEntrySeconds: (tree, target) => secondsByLevel[tree.level[target]!]!,
      leastSecondsBelow: (tree, level) => sum(level + 1, tree.leafLevel),
      mostSeconds: (tree) => sum(1, tree.leafLevel),
      stepNames,
      medianSteps({ parent, level }, from, target) {
        medians.fill(0);
        let other = from;
        for (let at = target; at !== other; ) {
          if (at < other) {
            other = parent[other]!;
            continue;
          }
          medians[level[at]! - 1] = secondsByLevel[level[at]!]! * medianShare(sigma);
          at = parent[at]!;
        }
        return medians;
      },
      scaled(factors) {
        const [byGrid, bySquare, byGroup, byHole, byPosition] = stepFactors(stepNames, factors);
        const scaled = { grid: grid * byGrid!, square: square * bySquare!, group: group * byGroup! };
        return kind.create({ ...scaled, hole: hole * byHole!, position: position * byPosition!, jitter: sigma });
      },
      problemWith({ shape, leafLevel }) {
        const free = shape.levels.find((_, level) => level > 0 && level <= leafLevel && secondsByLevel[level] === 0);
        if (free === undefined) return undefined;
        return `'latency.${free}' is 0: a session could enter one ${free} after the other for ever without time passing; write a time above 0, such as '1 s'`;
      },
    };
  },
};

export default kind;
