import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import util from "node:util";
import { packageRoot } from "../../../env/package-root.js";
import type { BackendName } from "./backend-names.js";
import { loadAssembly } from "./kernels/load-assembly.js";
import { shareIdentities } from "./kernels/shared-identity.js";
import * as tf from "./tensorflow.js";

export { type BackendName, backendNames } from "./backend-names.js";

/** What became of loading a backend: what computes now and a name of it for people, or why not. */
export type Loaded =
  | { readonly name: BackendName; readonly title: string }
  | { readonly problem: string; readonly instead?: { readonly name: BackendName; readonly title: string } };

/** Makes TensorFlow.js compute on a backend, in this thread, if it can be loaded. */
export async function loadBackend(name: BackendName): Promise<Loaded> {
  try {
    return await loaders[name]();
  } catch (error) {
    return { problem: `does not load: ${(error instanceof Error ? error.message : String(error)).split("\n", 1)[0]}` };
  }
}

const loaders: Readonly<Record<BackendName, () => Promise<Loaded>>> = {
  gpu: () => loadNative("gpu", "@tensorflow/tfjs-node-gpu"),
  native: () => loadNative("cpu", "@tensorflow/tfjs-node"),
  wasm: loadWasm,
  cpu: loadCpu,
};

/** TensorFlow's library takes the process: the first of both packages that is loaded stays. */
let loadedNative: "cpu" | "gpu" | undefined;

async function loadNative(kind: "cpu" | "gpu", specifier: string): Promise<Loaded> {
  const path = resolveNative(kind, specifier);
  if (path === undefined) return { problem: "is not installed" };
  if (loadedNative !== undefined && loadedNative !== kind) {
    return { problem: `cannot be loaded beside the one for ${loadedNative === "gpu" ? "GPUs" : "the CPU"}` };
  }
  loadedNative = kind;
  restoreRemovedUtilities();
  // Or TensorFlow says with every start, on standard error, which instructions of the processor it uses.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  await import(pathToFileURL(path).href);
  await use("tensorflow");
  // Only the native backend says whether it has found a GPU.
  const { isUsingGpuDevice } = tf.backend() as { readonly isUsingGpuDevice?: boolean };
  if (kind === "cpu") return { name: "native", title: "native CPU (TensorFlow)" };
  if (isUsingGpuDevice === true) return { name: "gpu", title: "GPU (TensorFlow)" };
  // The package for the CPU cannot be loaded any more, and this one computes as well where there is no GPU.
  const instead = { name: "native", title: "native CPU (TensorFlow's package for GPUs, which finds none)" } as const;
  return { problem: "finds no GPU", instead };
}

/** Where `npm run backend:native` builds it, or else where packages are installed. */
function resolveNative(kind: "cpu" | "gpu", specifier: string): string | undefined {
  try {
    return createRequire(join(packageRoot, "native", kind, "any.js")).resolve(specifier);
  } catch {
    return undefined;
  }
}

/** Node 24 has removed these two, which the native backend calls. */
function restoreRemovedUtilities(): void {
  const utilities = util as { isNullOrUndefined?: unknown; isArray?: unknown };
  utilities.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  utilities.isArray ??= Array.isArray;
}

async function loadWasm(): Promise<Loaded> {
  const { setThreadsCount, setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  const folder = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  setWasmPaths(folder + sep);
  setThreadsCount(1);
  await withoutNewListeners(() => use("wasm"));
  shareIdentities();
  const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  if (!simd) return { name: "wasm", title: "WebAssembly (without SIMD)" };
  const missing = loadAssembly() === "not built" ? "; cryogym's own kernels are not built: npm run build:kernels" : "";
  return { name: "wasm", title: `WebAssembly (SIMD)${missing}` };
}

/** The WebAssembly module installs handlers by which every rejected promise of the process becomes its own exception. */
async function withoutNewListeners(action: () => Promise<void>): Promise<void> {
  const events = ["uncaughtException", "unhandledRejection"];
  const before = new Map(events.map((event) => [event, new Set(process.rawListeners(event))]));
  await action();
  for (const [event, known] of before) {
    for (const listener of process.rawListeners(event)) {
      // The type of `rawListeners` says nothing of what listeners take.
      if (!known.has(listener)) process.off(event, listener as (...values: unknown[]) => void);
    }
  }
}

async function loadCpu(): Promise<Loaded> {
  await import("@tensorflow/tfjs-backend-cpu");
  await use("cpu");
  // Its first tensor prints an advertisement, but not in production.
  const production = tf.env().getBool("PROD");
  tf.env().set("PROD", true);
  tf.scalar(0).dispose();
  tf.env().set("PROD", production);
  return { name: "cpu", title: "plain JavaScript" };
}

async function use(backend: string): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js cannot start its backend '${backend}'`);
  await tf.ready();
}
