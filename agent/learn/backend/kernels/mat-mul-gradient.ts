import { BatchMatMul, getGradient, registerGradient, type Tensor2D, unregisterGradient } from "../core.js";
import { timesTransposed, transposedTimes } from "./dense-gradient.js";

const original = getGradient(BatchMatMul);

// For two matrices, neither of which was to be transposed; all else is left to TensorFlow.js.
unregisterGradient(BatchMatMul);
registerGradient({
  ...original,
  gradFunc: (dy, saved, attributes) => {
    const [a, b] = saved as [Tensor2D, Tensor2D];
    if (attributes.transposeA === true || attributes.transposeB === true || a.shape.length > 2 || b.shape.length > 2) {
      return original.gradFunc(dy, saved, attributes);
    }
    return {
      a: () => timesTransposed(dy as Tensor2D, b),
      b: () => transposedTimes(a, dy as Tensor2D),
    };
  },
});
