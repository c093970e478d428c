import assert from "node:assert/strict";
import { withoutAssembly } from "../../agent/learn/backend/kernels/load-assembly.js";
import { loadBackend } from "../../agent/learn/backend/load-backend.js";
import * as tf from "../../agent/learn/backend/tensorflow.js";
import { assertClose } from "./finite-differences.js";

/** Shapes of an operation's inputs that gradients are wanted of, by name. */
export type Shapes<Name extends string> = Readonly<Record<Name, readonly number[]>>;
type Tensors<Name extends string> = Readonly<Record<Name, tf.Tensor>>;

/** From −1 to 1, not twice the same soon. */
export function numbers(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));
}

/**
 * Throws unless an operation and its gradients come to the same with the kernels in AssemblyScript, on WebAssembly without
 * them, and in plain JavaScript; and unless small ones' gradients are those of finite differences, and no tensor is left behind.
 */
export async function assertSameByKernels<Name extends string>(
  what: string,
  shapes: Shapes<Name>,
  run: (tensors: Tensors<Name>) => tf.Tensor,
): Promise<void> {
  await loadBackend("cpu");
  const plain = measure(shapes, run);
  await loadBackend("wasm");
  const composed = withoutAssembly(() => measure(shapes, run));
  const stored = [tf.memory().numTensors, tf.backend().numDataIds()];
  const kernels = measure(shapes, run);
  assert.deepEqual([tf.memory().numTensors, tf.backend().numDataIds()], stored, `${what}: tensors left behind`);
  for (const [name, expected] of [...Object.entries(plain), ...Object.entries(composed)]) {
    assertClose(kernels[name]!, expected, `${what}, ${name}`);
  }
  // Among many units a ReLU bends somewhere within the step.
  if (kernels.output!.length <= 40) assertDirection(what, shapes, run, kernels);
}

/** The output, and gradients of a weighted sum of it, by names of inputs. */
function measure<Name extends string>(
  shapes: Shapes<Name>,
  run: (tensors: Tensors<Name>) => tf.Tensor,
): Record<string, Float32Array> {
  const names = Object.keys(shapes) as Name[];
  return tf.tidy(() => {
    const given = names.map((name, i) => made(shapes[name], i));
    const byName = (tensors: tf.Tensor[]) =>
      Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) as Record<Name, tf.Tensor>;
    const gradients = tf.grads((...tensors: tf.Tensor[]) => weighed(run(byName(tensors))))(given);
    const results = names.map((name, i) => [`gradient of ${name}`, gradients[i]!.dataSync<"float32">()] as const);
    return Object.fromEntries([["output", run(byName(given)).dataSync<"float32">()], ...results]);
  });
}

/** Throws unless the sum changes in some direction as the gradients say. */
function assertDirection<Name extends string>(
  what: string,
  shapes: Shapes<Name>,
  run: (tensors: Tensors<Name>) => tf.Tensor,
  measured: Readonly<Record<string, Float32Array>>,
): void {
  const names = Object.keys(shapes) as Name[];
  const step = 1e-3;
  const at = (distance: number) =>
    tf.tidy(() => {
      const moved = names.map((name, i) => {
        const direction = tf.tensor(numbers(sizeOf(shapes[name]), 50 + i), [...shapes[name]]);
        return [name, tf.add(made(shapes[name], i), tf.mul(direction, distance))] as const;
      });
      return weighed(run(Object.fromEntries(moved) as Record<Name, tf.Tensor>)).dataSync()[0]!;
    });
  let slope = 0;
  for (const [i, name] of names.entries()) {
    const direction = numbers(sizeOf(shapes[name]), 50 + i);
    measured[`gradient of ${name}`]!.forEach((value, k) => {
      slope += value * direction[k]!;
    });
  }
  const difference = (at(step) - at(-step)) / (2 * step);
  const tolerance = 0.02 * Math.max(1, Math.abs(slope));
  assert.ok(Math.abs(difference - slope) <= tolerance, `${what}: slope ${slope}, by differences ${difference}`);
}

function made(shape: readonly number[], seed: number): tf.Tensor {
  return tf.tensor(numbers(sizeOf(shape), seed), [...shape]);
}

function weighed(output: tf.Tensor): tf.Scalar {
  return tf.sum(tf.mul(output, tf.tensor(numbers(output.size, 99), output.shape)));
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
