import { plain } from "../../../env/scenario/document/located.js";
import { readDocument } from "../../../env/scenario/document/read-document.js";
import type { DqnTrainingConfig } from "../dqn/dqn-training.js";
import { loadDqnTrainingConfig } from "../dqn/dqn-training.js";
import { loadTrainingConfig, type TrainingConfig } from "./training-config.js";

/** A training file of any algorithm. */
export type AnyTrainingConfig = TrainingConfig | DqnTrainingConfig;

/**
 * Reads and checks a training file of whatever algorithm it names.
 *
 * @throws UserError with `file:line:column` for each thing that is wrong
 * @example loadTraining("training/dqn.yaml").algorithm // "dqn"
 */
export function loadTraining(file: string): AnyTrainingConfig {
  return algorithmOf(file) === "dqn" ? loadDqnTrainingConfig(file) : loadTrainingConfig(file);
}

/** Undefined if the file can't be read, too; then the one that reads it says why. */
function algorithmOf(file: string): unknown {
  const { root } = readDocument(file);
  return root === undefined ? undefined : (plain(root) as { algorithm?: unknown }).algorithm;
}
