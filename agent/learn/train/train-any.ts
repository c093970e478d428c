import { type TrainDqnOptions, trainFlatDqn } from "../dqn/train-dqn.js";
import type { AnyTrainingConfig } from "./load-training.js";
import { type TrainResult, train } from "./train.js";

/**
 * Trains by the algorithm that a training file names.
 *
 * @throws UserError as `train` and `trainFlatDqn`
 * @example await trainAny(loadTraining("training/dqn.yaml"), { folder: "runs/dqn", command, clock });
 */
export function trainAny(config: AnyTrainingConfig, options: TrainDqnOptions): Promise<TrainResult> {
  return config.algorithm === "dqn" ? trainFlatDqn(config, options) : train(config, options);
}
