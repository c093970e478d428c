import type { Highs } from "highs";
import { median } from "simple-statistics";
import { clairvoyantBound } from "../../../agent/evaluate/clairvoyant-bound.js";
import { buildPolicy, evaluationPolicyNames } from "../../../agent/evaluate/policy-by-name.js";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { episodeOf, episodeRandom } from "../../../env/world/start.js";
import type { World, WorldStart } from "../../../env/world/world.js";
import { type BoundCase, boundEpisode } from "./bound-cases.js";
import { optimalWay } from "./optimal-way.js";

/** Policies that take their time for each decision; those that they build on are compared. */
const SLOW_POLICIES: readonly string[] = ["rollout", "learned"];

/** A difference that is rounding, as a share. */
const TOLERANCE = 1e-5;

/** How tight the bound is in one case. Episodes in which nothing can be gained are left out. */
export interface BoundMeasurement {
  readonly name: string;
  readonly episodes: number;
  /** (bound − optimum) / optimum. */
  readonly medianGap: number;
  readonly meanGap: number;
  readonly worstGap: number;
  /** Share of the episodes in which the bound is the optimum. */
  readonly exactShare: number;
  /** Share of the episodes in which the best policy reaches the optimum. */
  readonly reachedShare: number;
  /** Mean return of the policy `clairvoyant` as a share of the mean bound. */
  readonly clairvoyantShare: number;
}

/** The greatest return that a policy comes to in an episode, and which. */
export function bestPolicyReturn(
  world: World,
  start: WorldStart,
  random: KeyedRandom,
): { readonly best: string; readonly value: number; readonly clairvoyant: number } {
  const returns = evaluationPolicyNames()
    .filter((name) => !SLOW_POLICIES.includes(name))
    .map((name) => {
      const options = { start, random: random.stream(0, RandomKind.Policy) };
      return [name, world.returnOf(runEpisode(world, buildPolicy(name, world), options))] as const;
    });
  const [best, value] = returns.reduce((a, b) => (b[1] > a[1] ? b : a));
  return { best, value, clairvoyant: new Map(returns).get("clairvoyant")! };
}

/** What a bound takes, its world's part included. */
export interface BoundTiming {
  readonly scenario: string;
  readonly holes: number;
  /** Of processor time; median over worlds. */
  readonly milliseconds: number;
}

/** The scenario whose bounds are timed: stage moves, about 1,200 holes. */
const TIMED_SCENARIO = "slow-stage";
const TIMED_WORLDS = 11;

/** Times the bound in the first worlds of a scenario of usual size. */
export function timeBound(): BoundTiming {
  const scenario = loadScenario(TIMED_SCENARIO);
  const task = { ...scenario, source: openWorld(scenario) };
  const holes: number[] = [];
  const milliseconds = Array.from({ length: TIMED_WORLDS }, (_, k) => {
    const { world, start } = episodeOf(task, episodeRandom(new KeyedRandom(1), k));
    const session = world.begin(start);
    holes.push(session.tree.size - session.tree.firstLeaf);
    const before = process.cpuUsage();
    clairvoyantBound(world, session);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return { scenario: scenario.name, holes: median(holes), milliseconds: median(milliseconds) };
}

/** Compares bound, exact optimum and policies in the first episodes of a case. */
export function measureBound(
  highs: Highs,
  boundCase: BoundCase,
  episodes: number,
  onEpisode: () => void,
): BoundMeasurement {
  const gaps: number[] = [];
  let exact = 0;
  let reached = 0;
  let clairvoyantSum = 0;
  let boundSum = 0;
  for (let k = 0; k < episodes; k++) {
    const { world, start, random } = boundEpisode(boundCase, k);
    const { value } = optimalWay(highs, world, world.begin(start));
    onEpisode();
    const tolerance = TOLERANCE * Math.max(1, value);
    if (value <= tolerance) continue;
    const bound = clairvoyantBound(world, world.begin(start));
    const policies = bestPolicyReturn(world, start, random);
    gaps.push(Math.max(0, bound - value) / value);
    if (bound <= value + tolerance) exact++;
    if (policies.value >= value - tolerance) reached++;
    clairvoyantSum += policies.clairvoyant;
    boundSum += bound;
  }
  return {
    name: boundCase.name,
    episodes: gaps.length,
    medianGap: median(gaps),
    meanGap: gaps.reduce((a, b) => a + b, 0) / gaps.length,
    worstGap: Math.max(...gaps),
    exactShare: exact / gaps.length,
    reachedShare: reached / gaps.length,
    clairvoyantShare: clairvoyantSum / boundSum,
  };
}
