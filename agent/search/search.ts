import type { Goal } from "../../env/goal/goal.js";
import type { KeyedRandom } from "../../env/random/keyed-random.js";
import { RandomKind } from "../../env/random/keyed-random.js";
import type { Session } from "../../env/session/session.js";
import type { Belief } from "../belief/belief.js";
import type { TypicalNodes } from "../belief/typical-nodes.js";
import { type CandidateStep, candidateSteps, stepOf } from "./candidate-steps.js";
import { type SearchBudget, sequentialHalving, type Trials } from "./sequential-halving.js";
import { SessionModel } from "./session-model.js";
import { SimulatedTruth } from "./simulated-truth.js";
import { Simulation } from "./simulation.js";
import { typicalNode } from "./typical-node.js";
import { WorthAhead } from "./worth-ahead.js";

export interface SearchOptions {
  /** How many other groups of the square are compared. */
  readonly groups: number;
  /** As of {@link SimulationOptions}. */
  readonly priceShare: number;
  readonly informationShare: number;
  /** By how many standard errors a candidate has to be better than what `index` would do. */
  readonly errors: number;
  /** And by what share of what that brings: by expected durations alone, what just fits in at the end seems to be known. */
  readonly share: number;
}

/** What a search has found. */
export interface SearchResult {
  /** What was compared, the choice of `index` first. */
  readonly candidates: readonly CandidateStep[];
  readonly trials: Trials;
  /** Number of the candidate that is chosen: 0 unless another one is better beyond noise. */
  readonly chosen: number;
  /** Worth of a second that simulated sessions began with. */
  readonly price: number;
}

/**
 * Compares what `index` would do next with what else might be done, each followed by simulations of the rest of the
 * session under the same draws of how things might truly be.
 *
 * @param goal what `index` would do
 * @returns undefined if there is nothing to compare
 */
export function search(
  session: Session,
  belief: Belief,
  typical: TypicalNodes,
  goal: Goal,
  budget: SearchBudget,
  random: KeyedRandom,
  options: SearchOptions,
): SearchResult | undefined {
  const model = new SessionModel(session, belief, (node, groupLevel) =>
    typicalNode(session, belief, typical, node, groupLevel),
  );
  const first = stepOf(session, model, goal);
  if (first === undefined) return undefined;
  const truth = new SimulatedTruth(model, belief);
  const simulation = new Simulation(model, truth, new WorthAhead(session, belief.probability), options);
  const { price } = simulation;
  const candidates = candidateSteps(session, model, first, price, options.groups);
  if (candidates.length === 1) return { candidates, trials: nothingTried, chosen: 0, price };
  const trials = sequentialHalving(
    {
      candidates: candidates.length,
      draw: (n) => truth.draw(random.derive(n, RandomKind.Policy)),
      evaluate: (candidate) => simulation.run(candidates[candidate]!.step),
    },
    0,
    budget,
  );
  return { candidates, trials, chosen: choose(trials, options), price };
}

const nothingTried: Trials = {
  draws: new Int32Array(1),
  value: new Float64Array(1),
  advantage: new Float64Array(1),
  standardError: new Float64Array(1),
  evaluations: 0,
};

/** The candidate that was tried most and is best among those, unless it is not better than the first beyond noise. */
function choose(
  { draws, value, advantage, standardError }: Trials,
  { errors, share }: Pick<SearchOptions, "errors" | "share">,
): number {
  let best = 0;
  for (let i = 1; i < draws.length; i++) {
    if (draws[i]! < draws[0]! || !(advantage[i]! > advantage[best]!)) continue;
    if (advantage[i]! > Math.max(errors * standardError[i]!, share * Math.abs(value[0]!))) best = i;
  }
  return best;
}
