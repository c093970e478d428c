import { concat2d, type Tensor2D, tensor1d } from "../core.js";
import { assembly } from "../kernels/load-assembly.js";
import { poolAssembly, poolGradient } from "../kernels/pool-assembly.js";
import { checkStarts } from "../kernels/starts.js";
import { segmentMax, segmentMean } from "../ragged.js";
import { differentiable } from "./differentiable.js";

/**
 * Of each segment: its context, the mean of its rows and the greatest of each column, 0 where there are no rows.
 * [B, C] and [N, H] to [B, C + 2 H]. Nobody gets a gradient of the context; that of the greatest flows to the first row
 * that has it.
 *
 * @param starts where segments begin, as for {@link segmentMean}
 * @throws RangeError if `starts` does not divide the rows, or if there are other numbers of segments and of contexts
 */
export function poolContext(context: Tensor2D, x: Tensor2D, starts: Int32Array): Tensor2D {
  checkStarts(starts, x.shape[0]);
  if (context.shape[0] !== starts.length - 1) {
    throw new RangeError(`starts has ${starts.length - 1} segments where there are ${context.shape[0]} contexts`);
  }
  if (assembly() === undefined) return concat2d([context, segmentMean(x, starts), segmentMax(x, starts)], 1);
  const offsets = tensor1d(starts, "int32");
  const [contextWidth, rows] = [context.shape[1], x.shape[0]];
  return differentiable(
    { x },
    () => {
      const { y, places } = poolAssembly({ starts: offsets, context, x }, {});
      return { value: y as Tensor2D, kept: { starts: offsets, places } };
    },
    (dy, kept) => poolGradient({ ...kept, dy }, { contextWidth, rows }),
  );
}
