import { customGrad, engine, type Tensor, tidy } from "../core.js";

type Tensors<Name extends string> = Readonly<Record<Name, Tensor>>;

/**
 * An operation with a gradient of its own, its tensors by name.
 *
 * @param inputs those that a gradient may be wanted of
 * @param forward gives the result, and what the gradient needs, which is kept until it has been taken
 * @param backward from what flows to the result and what was kept, what flows to each input
 * @example
 * const square = (x: Tensor) =>
 *   differentiable({ x }, () => ({ value: tf.square(x), kept: { x } }), (dy, { x }) => ({ x: tf.mul(dy, tf.mul(x, 2)) }));
 */
export function differentiable<Input extends string, Kept extends string, Result extends Tensor>(
  inputs: Tensors<Input>,
  forward: () => { readonly value: Result; readonly kept: Tensors<Kept> },
  backward: (dy: Tensor, kept: Tensors<Kept>) => Tensors<Input>,
): Result {
  // What is not recorded needs nothing of what follows.
  if (engine().state.gradientDepth === 0) return tidy(() => forward().value);
  const names = Object.keys(inputs) as Input[];
  const run = customGrad<Result>((...given) => {
    const save = given.at(-1) as (tensors: Tensor[]) => void;
    const { value, kept } = forward();
    const keptNames = Object.keys(kept) as Kept[];
    save(keptNames.map((name) => kept[name]));
    const gradFunc = (dy: Result, saved: Tensor[]) => {
      const byName = Object.fromEntries(keptNames.map((name, i) => [name, saved[i]!])) as Record<Kept, Tensor>;
      const slopes = backward(dy, byName);
      return names.map((name) => slopes[name]);
    };
    return { value, gradFunc };
  });
  return run(...names.map((name) => inputs[name]));
}
