import { type DecisionState, squash } from "./decision-state.js";

/** What is known of one candidate; scores and gains in good results. Normalised by the network's normaliser. */
export const candidateFeatureNames = [
  "is_leaf",
  "is_unsurveyed",
  "chance",
  "best_chance",
  "learned_chance",
  "latent_sd",
  "feature_offset",
  "log_available",
  "log_results",
  "good_rate",
  "log_pending",
  "log_minutes",
  "price_of_way",
  "score",
  "score_behind_best",
  "plan_time_share",
  "plan_rate_over_price",
  "is_rules_choice",
] as const;

const BEHIND_MOST = 10;

/**
 * Writes the features of a decision's `i`-th candidate.
 *
 * @param into [features] from `at`
 * @param best greatest of the candidates' scores
 * @param chosen number of the candidate that the rule would choose, −1 for none
 */
export function writeCandidate(
  { session, known, judgement, chances, choices, scores }: DecisionState,
  i: number,
  best: number,
  chosen: number,
  into: Float32Array,
  at: number,
): void {
  const { tree } = session;
  const { belief } = known;
  const { evaluated } = judgement;
  const row = choices.rowOf(i);
  const isLeaf = row >= tree.firstLeaf;
  const isUnsurveyed = !isLeaf && session.explored[row] === 0;
  const count = chances.count[row]!;
  const mean = isUnsurveyed ? (evaluated?.plan.expectedChance(row) ?? 0) : count > 0 ? chances.sum[row]! / count : 0;
  const priorMean = isUnsurveyed ? mean : count > 0 ? chances.priorSum[row]! / count : 0;
  const results = session.resultCount[row]!;
  const seconds = session.expectedSeconds(row);
  const price = evaluated?.price ?? 0;
  const score = scores.candidates[i]!;
  into[at] = isLeaf ? 1 : 0;
  into[at + 1] = isUnsurveyed ? 1 : 0;
  into[at + 2] = mean;
  into[at + 3] = isUnsurveyed ? mean : chances.best[row]!;
  into[at + 4] = mean - priorMean;
  into[at + 5] = Math.sqrt(Math.max(0, belief.latentVariance[row]!));
  into[at + 6] = belief.offset(row);
  into[at + 7] = Math.log1p(session.availableCount[row]!);
  into[at + 8] = Math.log1p(results);
  into[at + 9] = (session.goodCount[row]! + 1) / (results + 2) - 0.5;
  into[at + 10] = Math.log1p(session.exposedCount[row]! - results);
  into[at + 11] = Math.log1p(seconds / 60);
  into[at + 12] = squash(price * seconds);
  into[at + 13] = squash(score);
  into[at + 14] = Number.isFinite(score) && Number.isFinite(best) ? Math.max(-BEHIND_MOST, score - best) : 0;
  into[at + 15] = 0;
  into[at + 16] = 0;
  if (!isLeaf && evaluated !== undefined && price > 0) {
    const planSeconds = evaluated.plan.seconds[row]!;
    const remaining = Math.max(1, session.remainingSeconds);
    into[at + 15] = Math.min(1, planSeconds / remaining);
    if (planSeconds > 0) into[at + 16] = squash(evaluated.plan.gain[row]! / planSeconds / price);
  }
  into[at + 17] = i === chosen ? 1 : 0;
}
