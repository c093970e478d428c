/** The environment: spaces, the Env contract, worlds, scenarios and what is known of a session. */

export type { AnyEnv, CheckEnvOptions } from "./check/check-context.js";
export { assertEnv, checkEnv } from "./check/check-env.js";
export { type CheckName, type Finding, formatFindings } from "./check/finding.js";
export { FIRST_CANDIDATE, STOP, UP, WAIT } from "./collection/actions.js";
export {
  CollectionEnv,
  type CollectionLimits,
  type CollectionOptions,
} from "./collection/collection-env.js";
export { type CollectionObservation, CollectionObservationLayout } from "./collection/collection-observation.js";
export { type CollectionInfo, EpisodeEnv, type EpisodeLimits } from "./collection/episode-env.js";
export type { CollectionTask } from "./collection/episode-starter.js";
export {
  copyObservation,
  type Env,
  type EnvMetadata,
  type ResetRequest,
  type ResetResult,
  type StepResult,
} from "./core/env.js";
export { EnvSpec, type EnvSpecJson, type WrapperSpec } from "./core/env-spec.js";
export { type EnvironmentEntry, environments, type KnownEnvironments, make, register } from "./core/environments.js";
export { EpisodeOrder } from "./core/episode-order.js";
export { makeFromSpec } from "./core/make-from-spec.js";
export type { PlainJson } from "./core/plain-json.js";
export { LocatedError, type SourceLocation, UserError } from "./errors.js";
export { expandGoal, fittingGoal } from "./goal/expand-goal.js";
export type { Goal } from "./goal/goal.js";
export type { Move } from "./goal/move.js";
export { HolesEnv, type HolesLimits, type HolesOptions } from "./holes/holes-env.js";
export { type HolesObservation, HolesObservationLayout } from "./holes/holes-observation.js";
export { objectiveKinds } from "./objective/kinds/index.js";
export type { EndState, Objective } from "./objective/objective.js";
export type { ObjectiveKind } from "./objective/objective-kind.js";
export { type OutcomeField, outcomeFields, outcomeVariables } from "./objective/outcome-fields.js";
export { KeyedRandom, RandomKind } from "./random/keyed-random.js";
export { RandomStream } from "./random/random-stream.js";
export { Registry, type RegistryEntry } from "./registry.js";
export type { RgbImage } from "./render/raster/rgb-image.js";
export { type RenderMode, renderModes } from "./render/render-mode.js";
export { type Rendered, recordWay, renderSession } from "./render/render-session.js";
export type { SessionWay } from "./render/session-view.js";
export type { SessionTextOptions } from "./render/text/session-text.js";
export { compileCondition, compileNumber, type NamedNumbers } from "./scenario/expression.js";
export { loadPreset, type Preset } from "./scenario/load-preset.js";
export { loadScenario } from "./scenario/load-scenario.js";
export { loadSuite, type Suite, type SuiteMember, suiteNames } from "./scenario/load-suite.js";
export { hasTables, openWorld } from "./scenario/open-world.js";
export type { Scenario, Start } from "./scenario/scenario.js";
export { presetNames, scenarioNames } from "./scenario/scenario-files.js";
export type { Outcome } from "./session/outcome.js";
export { Session } from "./session/session.js";
export type { SessionListener } from "./session/session-listener.js";
export type { SessionPlan } from "./session/session-plan.js";
export { type SessionEvent, SessionRecorder } from "./session/session-recorder.js";
export { TargetStatus } from "./session/target-status.js";
export { Box } from "./spaces/box.js";
export { Dict, type DictMask } from "./spaces/dict.js";
export { Discrete } from "./spaces/discrete.js";
export { flatSize, flattenInto, flattenSpace, type NumberArray } from "./spaces/flatten.js";
export { MultiBinary } from "./spaces/multi-binary.js";
export { MultiDiscrete } from "./spaces/multi-discrete.js";
export type { Space } from "./spaces/space.js";
export { spaceFromJSON } from "./spaces/space-from-json.js";
export type { BoundJson, SpaceJson } from "./spaces/space-json.js";
export { TomographyEnv, type TomographyOptions } from "./tomography/tomography-env.js";
export { defaultFeatureSchema, type Feature, type FeatureSchema } from "./tree/feature-schema.js";
export type { TargetDescription } from "./tree/target-description.js";
export { TargetTree, type TreeArrays } from "./tree/target-tree.js";
export { defaultTreeShape, positionTreeShape, type TreeShape } from "./tree/tree-shape.js";
export { type Batch, batchBuffer, batchRow, batchSpace, writeRow } from "./vector/batch.js";
export {
  type AutoresetMode,
  SyncVectorEnv,
  type SyncVectorEnvOptions,
  type VectorInfo,
  type VectorMetadata,
  type VectorResetRequest,
  type VectorResetResult,
  type VectorStepResult,
} from "./vector/sync-vector-env.js";
export { fits } from "./world/fits.js";
export type { Grouping, GroupingKind } from "./world/grouping/grouping.js";
export { groupingKinds } from "./world/grouping/kinds/index.js";
export { worldKinds } from "./world/kinds/index.js";
export { latencyKinds } from "./world/latency/kinds/index.js";
export type { LatencyKind, LatencyModel } from "./world/latency/latency-model.js";
export { episodeRandom, startHole } from "./world/start.js";
export { type WorldStatistics, worldStatistics } from "./world/statistics/world-statistics.js";
export { World } from "./world/world.js";
export type { WorldData } from "./world/world-data.js";
export type { WorldKind } from "./world/world-kind.js";
export type { WorldSource } from "./world/world-source.js";
export { CostToReach, type WithReach } from "./wrappers/cost-to-reach.js";
export { FlattenObservation } from "./wrappers/flatten-observation.js";
export {
  NormalizeObservation,
  type NormalizeObservationOptions,
  type NormalizerJson,
  type PaddingRule,
} from "./wrappers/normalize-observation.js";
export { NormalizeReward, type NormalizeRewardOptions } from "./wrappers/normalize-reward.js";
export { OrderEnforcing } from "./wrappers/order-enforcing.js";
export {
  type EpisodeStatistics,
  RecordEpisodeStatistics,
  type RecordEpisodeStatisticsOptions,
} from "./wrappers/record-episode-statistics.js";
export { type EpisodeHistory, RecordHistory, type RecordHistoryOptions } from "./wrappers/record-history.js";
export { type MomentsJson, RunningMoments } from "./wrappers/running-moments.js";
export { TimeLimit, type TimeLimitOptions } from "./wrappers/time-limit.js";
export { TopK, type TopKOptions } from "./wrappers/top-k.js";
export { Wrapper } from "./wrappers/wrapper.js";
export { type WrapperEntry, wrappers } from "./wrappers/wrappers.js";
