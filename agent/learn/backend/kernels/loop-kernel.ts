import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import {
  type Attribute,
  type KernelBackend,
  registerKernel,
  type Tensor,
  type TensorInfo,
  engine as tensorflowEngine,
} from "../core.js";
import { attributesOf } from "./attributes-of.js";

/** What a kernel is told besides tensors; typed arrays are kept, not copied. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** A kernel of TensorFlow.js that is a plain loop over numbers, the same on every backend. */
export interface LoopKernel<A extends Attributes> {
  /** Unique among all kernels. */
  readonly name: string;
  /** Names of the tensors that it takes, all of `float32`. */
  readonly inputs: readonly string[];
  /** Shape of the result, from the shapes of the inputs. */
  outputShape(shapes: readonly (readonly number[])[], attributes: A): number[];
  /** Writes every number of `output`, which holds garbage before. */
  compute(inputs: readonly Float32Array[], output: Float32Array, attributes: A): void;
}

/** Names by which TensorFlow.js knows its backends. */
const backendNames = ["wasm", "cpu", "tensorflow"] as const;

/**
 * Makes a kernel known to all backends and returns the function that runs it. On WebAssembly it reads and writes the
 * module's memory in place; elsewhere, the values that the backend hands out. Its gradient is registered apart, with
 * `registerGradient`.
 *
 * @example
 * const double = registerLoopKernel({
 *   name: "Double",
 *   inputs: ["x"],
 *   outputShape: ([shape]) => [...shape!],
 *   compute: ([x], output) => x!.forEach((value, i) => { output[i] = 2 * value; }),
 * });
 * double({ x: tf.tensor1d([1, 2]) }, {}); // [2, 4]
 */
export function registerLoopKernel<A extends Attributes>(
  kernel: LoopKernel<A>,
): (inputs: Readonly<Record<string, Tensor>>, attributes: A) => Tensor {
  for (const backendName of backendNames) {
    const run = backendName === "wasm" ? runOnWasm : runOnValues;
    registerKernel({
      kernelName: kernel.name,
      backendName,
      kernelFunc: ({ inputs, backend, attrs }) => {
        const tensors = kernel.inputs.map((name) => checkedInput(kernel.name, name, inputs[name]));
        return run(kernel, tensors, backend as object, attributesOf<A>(attrs));
      },
    });
  }
  return (inputs, attributes) => tensorflowEngine().runKernel(kernel.name, { ...inputs }, { ...attributes }) as Tensor;
}

function checkedInput(kernel: string, name: string, tensor: TensorInfo | undefined): TensorInfo {
  if (tensor?.dtype === "float32") return tensor;
  throw new TypeError(`${kernel} takes ${name} as float32, not ${tensor?.dtype ?? "nothing"}`);
}

function runOnWasm<A extends Attributes>(
  kernel: LoopKernel<A>,
  inputs: readonly TensorInfo[],
  backend: object,
  attributes: A,
): TensorInfo {
  const wasm = backend as BackendWasm;
  const shapes = inputs.map((input) => input.shape);
  const output = wasm.makeOutput(kernel.outputShape(shapes, attributes), "float32");
  // Room for the output may have moved the module's memory: views are taken only now.
  const views = inputs.map((input) => wasm.typedArrayFromHeap(input) as Float32Array);
  kernel.compute(views, wasm.typedArrayFromHeap(output) as Float32Array, attributes);
  return output;
}

function runOnValues<A extends Attributes>(
  kernel: LoopKernel<A>,
  inputs: readonly TensorInfo[],
  backend: object,
  attributes: A,
): TensorInfo {
  const host = backend as KernelBackend;
  const shapes = inputs.map((input) => input.shape);
  const shape = kernel.outputShape(shapes, attributes);
  const values = inputs.map((input) => host.readSync(input.dataId) as Float32Array);
  const output = new Float32Array(shape.reduce((product, size) => product * size, 1));
  kernel.compute(values, output, attributes);
  return { dataId: host.write(output, shape, "float32"), shape, dtype: "float32" };
}
