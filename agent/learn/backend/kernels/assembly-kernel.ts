import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { engine, type NamedAttrMap, registerKernel, type Tensor, type TensorInfo } from "../core.js";
import { attributesOf } from "./attributes-of.js";
import { type AssemblyFunctions, assembly } from "./load-assembly.js";

/** What a kernel is told besides tensors. */
export type Numbers = Readonly<Record<string, number>>;

type Shape = readonly number[];

/** A kernel of TensorFlow.js's WebAssembly backend that calls a function written in AssemblyScript. */
export interface AssemblyKernel<In extends string, Out extends string, A extends Numbers> {
  /** Unique among all kernels. */
  readonly name: string;
  readonly inputs: readonly In[];
  readonly outputs: readonly Out[];
  /** Shapes of the outputs. */
  shapesOf(inputs: Readonly<Record<In, Shape>>, attributes: A): Readonly<Record<Out, Shape>>;
  /** Outputs that are `int32` and not `float32`. */
  readonly integers?: readonly Out[];
  /** Numbers that the function needs room for. */
  scratch?(functions: AssemblyFunctions, shapes: Readonly<Record<In, Shape>>, attributes: A): number;
  /** Writes every number of the outputs, which hold garbage before. */
  compute(functions: AssemblyFunctions, call: AssemblyCall<In, Out, A>): void;
}

/** What a kernel computes on: shapes, and where tensors begin in memory. */
export interface AssemblyCall<In extends string, Out extends string, A extends Numbers> {
  readonly shapes: Readonly<Record<In, Shape>>;
  readonly from: Readonly<Record<In, number>>;
  readonly to: Readonly<Record<Out, number>>;
  readonly scratch: number;
  readonly attributes: A;
}

/**
 * Makes a kernel known to TensorFlow.js and returns the function that runs it, which may be called where {@link assembly}
 * gives functions. Its gradient is apart.
 */
export function registerAssemblyKernel<In extends string, Out extends string, A extends Numbers>(
  kernel: AssemblyKernel<In, Out, A>,
): (inputs: Readonly<Record<In, Tensor>>, attributes: A) => Record<Out, Tensor> {
  const { name: kernelName, inputs: inputNames, outputs: outputNames, integers = [] } = kernel;
  registerKernel({
    kernelName,
    backendName: "wasm",
    kernelFunc: ({ inputs, backend, attrs }) => {
      const wasm = backend as BackendWasm;
      const functions = assembly()!;
      // TensorFlow.js does not know which inputs belong to which kernel; the returned function does.
      const attributes = attributesOf<A>(attrs);
      const given = inputs as Readonly<Record<In, TensorInfo>>;
      const shapes = byName(inputNames, (name) => given[name].shape as Shape);
      const outputShapes = kernel.shapesOf(shapes, attributes);
      const made = outputNames.map((name) =>
        wasm.makeOutput([...outputShapes[name]], integers.includes(name) ? "int32" : "float32"),
      );
      const length = kernel.scratch?.(functions, shapes, attributes) ?? 0;
      const room = length === 0 ? undefined : wasm.makeOutput([length], "float32");
      const addressOf = ({ dataId }: TensorInfo) => wasm.dataIdMap.get(dataId).memoryOffset;
      kernel.compute(functions, {
        shapes,
        from: byName(inputNames, (name) => addressOf(given[name])),
        to: byName(outputNames, (_, i) => addressOf(made[i]!)),
        scratch: room === undefined ? 0 : addressOf(room),
        attributes,
      });
      if (room !== undefined) wasm.disposeData(room.dataId);
      return made;
    },
  });
  return (inputs, attributes) => {
    const results = engine().runKernel(kernelName, { ...inputs }, attributes as unknown as NamedAttrMap) as Tensor[];
    return byName(outputNames, (_, i) => results[i]!);
  };
}

function byName<Name extends string, Value>(
  names: readonly Name[],
  of: (name: Name, i: number) => Value,
): Record<Name, Value> {
  const values = {} as Record<Name, Value>;
  for (let i = 0; i < names.length; i++) values[names[i]!] = of(names[i]!, i);
  return values;
}
