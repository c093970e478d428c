/** The agent: beliefs, plans, policies, evaluation and reports. */

export { type GoodCount, goodCount } from "./belief/good-count.js";
export { beliefs } from "./belief/kinds/index.js";
export { loadPrior, type Prior } from "./belief/prior.js";
export { TreeBelief } from "./belief/tree-belief.js";
export { type CalibrationResult, calibrate } from "./calibration/calibrate.js";
export { collectForecasts, type ForecastOptions, type Forecasts } from "./calibration/forecasts.js";
export { ClairvoyantBound, clairvoyantBound } from "./evaluate/clairvoyant-bound.js";
export { type EvaluateOptions, evaluate } from "./evaluate/evaluate.js";
export type { EvaluationReport, EvaluationResult } from "./evaluate/evaluation-result.js";
export { privilegedPolicies } from "./evaluate/privileged/index.js";
export type { PrivilegedPolicyEntry } from "./evaluate/privileged-policy.js";
export { type EpisodeOptions, runEpisode } from "./evaluate/run-episode.js";
export { RelaxedPlan } from "./plan/relaxed-plan.js";
export { policies } from "./policies/index.js";
export { acquire, type Decision, type Policy, type PolicyEntry, type Reason, stop } from "./policy.js";
