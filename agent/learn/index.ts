/** Training and deciding by a network. Apart from `cryogym/agent`, as it loads TensorFlow.js. */

export { type BackendChoice, backendChoices, chooseBackend } from "./backend/choose-backend.js";
export type { CheckpointCard } from "./checkpoint/card.js";
export { type LoadedCheckpoint, loadCheckpoint } from "./checkpoint/load-checkpoint.js";
export { saveCheckpoint } from "./checkpoint/save-checkpoint.js";
export { DecisionAdapter } from "./input/decision-adapter.js";
export type { DecisionInput } from "./input/decision-input.js";
export { PolicyNetwork } from "./network/policy-network.js";
export { LearnedPolicy } from "./policy/learned-policy.js";
export { CollectionTask } from "./task/collection-task.js";
export type { DecisionTask } from "./task/decision-task.js";
export { EnvTask } from "./task/env-task.js";
export type { BonusEntry, ExplorationBonus } from "./train/bonus.js";
export { loadTraining } from "./train/load-training.js";
export { trainPpo } from "./train/ppo.js";
export { type TrainOptions, train } from "./train/train.js";
export { loadTrainingConfig, type TrainingConfig } from "./train/training-config.js";
