import { TargetStatus } from "../../../env/session/target-status.js";
import { groupLevelOf } from "../../../env/tree/tree-shape.js";
import { FIRST_CANDIDATE, Phase, UP } from "./choices.js";
import { type DecisionState, levelNames, plannedGood, squash } from "./decision-state.js";

const aboveHoles = ["session", "grid", "square", "group"] as const;

/** What is known of the session as a whole and of the places that the stage stands in. */
export const contextFeatureNames: readonly string[] = [
  "remaining_share",
  "log_remaining_hours",
  "planned_share",
  "log_planned_good",
  "price_of_exposure",
  "has_cost_of_time",
  "cost_share_of_price",
  "log_pending",
  "results_are_late",
  "worth_at_end",
  "has_predictions",
  ...aboveHoles.flatMap((level) => [`${level}_good_rate`, `${level}_log_results`, `${level}_latent_sd`]),
  "up_score",
  "stop_score",
  "best_score",
  "log_legal_candidates",
  "may_go_up",
  "surveyed_share",
  "log_group_over_exposure",
  "log_square_over_exposure",
  "log_grid_over_exposure",
  "has_climbed",
  "has_descended",
  ...levelNames.map((level) => `chooses_${level}`),
];

/**
 * Writes the context's features.
 *
 * @param best greatest of the candidates' scores
 * @param into [features] from `at`
 */
export function writeContext(state: DecisionState, best: number, into: Float32Array, at: number): void {
  const { session, known, judgement, choices, scores, scale } = state;
  const { tree, plan } = session;
  const { belief, typical } = known;
  const { costPerHour, endWorth } = plan.objective;
  const groupLevel = groupLevelOf(tree.shape);
  const remaining = Math.max(0, session.remainingSeconds);
  const planned = plannedGood(state);
  const price = judgement.evaluated?.price ?? 0;
  const exposure = Math.max(1e-3, typical.entrySeconds[tree.leafLevel]!);
  let to = at;
  const add = (value: number) => {
    into[to++] = value;
  };
  add(remaining / plan.budgetSeconds);
  add(Math.log1p(remaining / 3600));
  add(planned / scale);
  add(Math.log1p(planned));
  add(price * exposure);
  add(costPerHour > 0 ? 1 : 0);
  add(price > 0 && Number.isFinite(judgement.cost) ? judgement.cost / price : 0);
  add(Math.log1p(session.pendingCount));
  add(plan.results === undefined ? 0 : 1);
  add(endWorth === undefined ? 0 : 1);
  add(belief.hasPredictions ? 1 : 0);
  const placeLevel = tree.level[session.place]!;
  for (let i = 0; i < aboveHoles.length; i++) {
    const level = i === 0 ? 0 : groupLevel - aboveHoles.length + 1 + i;
    const isIn = level >= 0 && level <= placeLevel;
    const node = isIn ? tree.ancestor(session.place, level) : 0;
    const results = isIn ? session.resultCount[node]! : 0;
    add(isIn ? (session.goodCount[node]! + 1) / (results + 2) - 0.5 : 0);
    add(Math.log1p(results));
    add(isIn ? Math.sqrt(Math.max(0, belief.latentVariance[node]!)) : 0);
  }
  add(squash(scores.up));
  add(squash(scores.stop));
  add(squash(best));
  let legal = 0;
  for (let i = 0; i < choices.count; i++) legal += choices.legal[FIRST_CANDIDATE + i]!;
  add(Math.log1p(legal));
  add(choices.legal[UP]!);
  add(surveyedShare(state, groupLevel - 1));
  for (let level = groupLevel; level > groupLevel - 3; level--) {
    add(level > 0 ? Math.log1p(typical.entrySeconds[level]! / exposure) : 0);
  }
  add(choices.phase === Phase.Climbed ? 1 : 0);
  add(choices.phase === Phase.Descended ? 1 : 0);
  for (let level = 0; level < levelNames.length; level++) add(level === state.level ? 1 : 0);
}

/** Of the squares found, those that were surveyed. */
function surveyedShare({ session: { tree, explored, status } }: DecisionState, squareLevel: number): number {
  let found = 0;
  let surveyed = 0;
  for (let grid = tree.levelStart[squareLevel - 1]!; grid < tree.levelStart[squareLevel]!; grid++) {
    const first = tree.firstChild[grid]!;
    for (let square = first; square < first + tree.childCount[grid]!; square++) {
      if (status[square] === TargetStatus.Withdrawn) continue;
      found++;
      if (explored[square] === 1) surveyed++;
    }
  }
  return found === 0 ? 0 : surveyed / found;
}
