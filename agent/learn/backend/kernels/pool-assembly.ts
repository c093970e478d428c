import { registerAssemblyKernel } from "./assembly-kernel.js";

/** Context, mean and greatest of segments, and the rows that have the greatest. */
export const poolAssembly = registerAssemblyKernel<"starts" | "context" | "x", "y" | "places", Record<string, never>>({
  name: "AssemblyPool",
  inputs: ["starts", "context", "x"],
  outputs: ["y", "places"],
  integers: ["places"],
  shapesOf: ({ context, x }) => ({ y: [context[0]!, context[1]! + 2 * x[1]!], places: [context[0]!, x[1]!] }),
  compute: (functions, { shapes: { context, x }, from, to }) => {
    functions.pool!(context[0]!, from.starts, context[1]!, x[1]!, from.context, from.x, to.y, to.places);
  },
});

export const poolGradient = registerAssemblyKernel<
  "starts" | "places" | "dy",
  "x",
  { readonly contextWidth: number; readonly rows: number }
>({
  name: "AssemblyPoolGradient",
  inputs: ["starts", "places", "dy"],
  outputs: ["x"],
  shapesOf: ({ places }, { rows }) => ({ x: [rows, places[1]!] }),
  compute: (functions, { shapes: { places }, from, to, attributes: { contextWidth } }) => {
    functions.poolGradient!(places[0]!, from.starts, contextWidth, places[1]!, from.dy, from.places, to.x);
  },
});
