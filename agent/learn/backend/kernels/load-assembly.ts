import { existsSync, readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { backend, getBackend } from "../core.js";
import { type WasmMemory, webAssembly } from "./web-assembly.js";

/** What `kernels/assembly` exports: addresses and counts to addresses and counts. */
export type AssemblyFunctions = Readonly<Record<string, (...numbers: number[]) => number>>;

/** By TensorFlow.js's backend, as each has a memory of its own. */
const loaded = new WeakMap<object, AssemblyFunctions>();

/** Why the kernels are not there; undefined if they are. */
export type AssemblyProblem = "not built" | "not supported" | undefined;

/**
 * Makes the kernels that are written in AssemblyScript work on the memory of TensorFlow.js's WebAssembly backend, which is
 * the one in use. Without them, others take their place.
 *
 * @returns why there are none, if so
 */
export function loadAssembly(): AssemblyProblem {
  const wasm = backend() as BackendWasm;
  if (loaded.has(wasm)) return undefined;
  const { memory } = (wasm.wasm as unknown as { readonly asm: { readonly memory: WasmMemory } }).asm;
  allowFusedProducts();
  let problem: AssemblyProblem = "not built";
  for (const variant of assemblyVariants) {
    const file = assemblyFile(variant);
    if (!existsSync(file)) continue;
    const bytes = readFileSync(file);
    problem = "not supported";
    if (!webAssembly.validate(bytes)) continue;
    loaded.set(wasm, instantiateAssembly(bytes, memory));
    return undefined;
  }
  return problem;
}

/** With products and sums in one instruction, and for engines that have but SIMD; the best first. */
export const assemblyVariants = ["relaxed", "simd"] as const;

/** Where the build puts a variant. */
export function assemblyFile(variant: (typeof assemblyVariants)[number]): URL {
  return new URL(`assembly/kernels-${variant}.wasm`, import.meta.url);
}

/** The functions of a module, working on a memory. */
export function instantiateAssembly(bytes: Uint8Array, memory: WasmMemory): AssemblyFunctions {
  const imports = { env: { memory }, host: { log: Math.log } };
  return new webAssembly.Instance(new webAssembly.Module(bytes), imports).exports as AssemblyFunctions;
}

/** The kernels that are written in AssemblyScript, if what computes now has them. */
export function assembly(): AssemblyFunctions | undefined {
  return isUsed && getBackend() === "wasm" ? loaded.get(backend()) : undefined;
}

let isUsed = true;

/** Does something without those kernels, as where they are not supported. */
export function withoutAssembly<Result>(action: () => Result): Result {
  isUsed = false;
  try {
    return action();
  } finally {
    isUsed = true;
  }
}

/** Products and sums in one instruction are a flag before Node 21. */
function allowFusedProducts(): void {
  if (Number.parseInt(process.versions.node, 10) < 21) setFlagsFromString("--experimental-wasm-relaxed-simd");
}
