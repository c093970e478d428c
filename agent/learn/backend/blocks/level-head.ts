import { add, clone, reshape, type Tensor1D, type Tensor2D, tensor1d } from "../core.js";
import { dense } from "../dense.js";
import { levelHeadAssembly, levelHeadGradient } from "../kernels/level-head-assembly.js";
import { assembly } from "../kernels/load-assembly.js";
import { gatherFlat } from "../ragged.js";
import { differentiable } from "./differentiable.js";
import { checkLayer, type Layer } from "./two-dense.js";

/** What {@link levelHead} takes of samples: [B, H], [B, P], [B] and [B]. */
export interface LevelHeadInputs {
  readonly summary: Tensor2D;
  /** Nobody gets a gradient of it, nor of the baseline. */
  readonly privileged: Tensor2D;
  /** Of each sample, the column that counts. */
  readonly levels: ArrayLike<number>;
  /** What is added. */
  readonly baseline: Float32Array;
}

/**
 * A value for each sample: that of its level, of a layer on its summary and another one on what is privileged. [B]
 *
 * @throws RangeError if the shapes do not fit, or if there is no such level
 */
export function levelHead(inputs: LevelHeadInputs, ofSummary: Layer, ofPrivileged: Layer): Tensor1D {
  const { summary, privileged } = inputs;
  const levels = new Int32Array(inputs.levels);
  const baseline = tensor1d(inputs.baseline);
  const count = ofSummary.bias.size;
  checkLayer(summary.shape[1], ofSummary);
  checkLayer(privileged.shape[1], ofPrivileged);
  if (levels.some((level) => level < 0 || level >= count)) throw new RangeError(`a level is not one of ${count}`);
  const samples = summary.shape[0];
  if ([privileged.shape[0], levels.length, baseline.size].some((size) => size !== samples)) {
    throw new RangeError(`there are not ${samples} of everything, as there are summaries`);
  }
  if (assembly() === undefined) {
    const ofLevels = add(
      dense(summary, ofSummary.weights, ofSummary.bias),
      dense(privileged, ofPrivileged.weights, ofPrivileged.bias),
    );
    const places = levels.map((level, sample) => sample * count + level);
    return add(gatherFlat(reshape(ofLevels, [samples * count]) as Tensor1D, places), baseline) as Tensor1D;
  }
  const [weights, bias] = [ofSummary.weights, ofSummary.bias];
  const [privilegedWeights, privilegedBias] = [ofPrivileged.weights, ofPrivileged.bias];
  const columns = tensor1d(levels, "int32");
  return differentiable(
    { summary, weights, bias, privilegedWeights, privilegedBias },
    () => {
      const given = { summary, privileged, levels: columns, baseline };
      const { y } = levelHeadAssembly({ ...given, weights, bias, privilegedWeights, privilegedBias }, {});
      return { value: y as Tensor1D, kept: { summary, privileged, levels: columns, weights } };
    },
    (dy, kept) => {
      const slopes = levelHeadGradient({ ...kept, dy }, {});
      return { ...slopes, privilegedBias: clone(slopes.bias) };
    },
  );
}
