import { UserError } from "../../../env/errors.js";
import * as tf from "../backend/tensorflow.js";
import { loadFlatCheckpoint } from "../dqn/flat-checkpoint.js";
import { Experience } from "../train/experience.js";
import { loadCheckpoint } from "./load-checkpoint.js";
import { kindOfCheckpoint } from "./read-checkpoint.js";

/** Candidates of the decisions that are tried out, one after the other. */
const COUNTS = [0, 1, 3, 100];

/**
 * Loads a checkpoint and has it compute probabilities and values for some inputs. A backend has been chosen.
 *
 * @throws UserError as `loadCheckpoint`; if an output is no finite number, or probabilities do not add up to 1
 * @example await verifyCheckpoint("checkpoints/default");
 */
export async function verifyCheckpoint(folder: string): Promise<void> {
  if (kindOfCheckpoint(folder) === "flat-dqn") {
    const { network } = await loadFlatCheckpoint(folder);
    network.dispose();
    return;
  }
  const { network, normaliser } = await loadCheckpoint(folder);
  try {
    const { candidateFeatures, contextFeatures, levels } = network.shape;
    const experience = new Experience(network.shape, normaliser);
    const steps = COUNTS.flatMap((count) =>
      Array.from({ length: levels }, (_, level) =>
        experience.add({
          level,
          count,
          candidates: Float32Array.from({ length: count * candidateFeatures }, (_, i) => Math.sin(i)),
          context: Float32Array.from({ length: contextFeatures }, (_, i) => Math.cos(i)),
          legal: new Uint8Array(count + 3).fill(1),
          scores: new Float32Array(count + 3),
        }),
      ),
    );
    const { logProbabilities, values } = tf.tidy(() => network.forward(experience.batch(Int32Array.from(steps))));
    const [logs, worths] = [logProbabilities.dataSync<"float32">(), values.dataSync<"float32">()];
    tf.dispose([logProbabilities, values]);
    const sum = logs.reduce((total, log) => total + Math.exp(log), 0);
    if (Math.abs(sum / steps.length - 1) < 1e-3 && worths.every(Number.isFinite)) return;
    throw new UserError(
      `the network in ${folder} computes what are no probabilities or no finite values: training has diverged; use an earlier checkpoint`,
    );
  } finally {
    network.dispose();
  }
}
