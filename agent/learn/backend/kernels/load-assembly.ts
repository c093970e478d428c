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
  for (const variant of ["relaxed", "simd"]) {
    const file = new URL(`assembly/kernels-${variant}.wasm`, import.meta.url);
    if (!existsSync(file)) continue;
    const bytes = readFileSync(file);
    problem = "not supported";
    if (!webAssembly.validate(bytes)) continue;
    const imports = { env: { memory }, host: { log: Math.log } };
    const { exports } = new webAssembly.Instance(new webAssembly.Module(bytes), imports);
    loaded.set(wasm, exports as AssemblyFunctions);
    return undefined;
  }
  return problem;
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

/** Products and sums in one instruction are a flag before Node 22. */
function allowFusedProducts(): void {
  if (Number.parseInt(process.versions.node, 10) < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");
}
