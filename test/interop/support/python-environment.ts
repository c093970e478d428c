import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../env/package-root.js";
import { cannotInstall, install, programCache } from "./program-cache.js";
import { type Ended, runToEnd } from "./run-to-end.js";

/** Python programs of these tests. */
export const pythonFolder = join(packageRoot, "test", "interop", "python");

/** What is there when everything is installed, with the requirements that were. */
const STAMP = "cryogym-requirements.txt";

/** A Python with gRPC's own packages. @throws Error if it can't be made */
export function grpcPython(): Promise<string> {
  return pythonWith("grpcio", "requirements.txt");
}

/**
 * A Python with packages of other people, in a virtual environment of its own: made once, found from then on.
 *
 * @param name of the environment
 * @param file of requirements, in {@link pythonFolder}
 * @returns its `python`; programs of the packages lie beside it
 * @throws Error if it can't be made
 */
export async function pythonWith(name: string, file: string): Promise<string> {
  const folder = join(programCache, name);
  const python = join(folder, "bin", "python");
  const requirements = join(pythonFolder, file);
  const wanted = readFileSync(requirements, "utf8");
  const stamp = join(folder, STAMP);
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  const what = `Python's ${wanted.trim().split("\n").join(", ")}`;
  mkdirSync(folder, { recursive: true });
  const made = await runToEnd("python3", ["-m", "venv", folder], { isBackground: true, seconds: 300 });
  if (made.code !== 0) throw new Error(cannotInstall(what, made));
  const flags = ["--disable-pip-version-check", "--quiet", "--progress-bar", "off", "--only-binary=:all:"];
  await install(what, python, ["-m", "pip", "install", ...flags, "--requirement", requirements]);
  writeFileSync(stamp, wanted);
  return python;
}

/** Makes Python's modules of the protocol's definitions, as another program's author does. @param into a folder */
export async function makeStubs(python: string, into: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  const proto = join(packageRoot, "proto");
  const own = ["collection_service", "results_service", "safety_limits", "session_service", "target"];
  const files = [
    ...own.map((name) => `cryogym/v1alpha1/${name}.proto`),
    ...["status", "error_details"].map((name) => `google/rpc/${name}.proto`),
  ];
  const outputs = [`--python_out=${into}`, `--grpc_python_out=${into}`];
  const ended = await runPython(python, ["-m", "grpc_tools.protoc", `-I${proto}`, ...outputs, ...files]);
  if (ended.code !== 0) throw new Error(`protoc failed:\n${ended.stderr}`);
}

/** @param modules folder of modules beside the program's own */
export function runPython(python: string, args: readonly string[], modules = ""): Promise<Ended> {
  // Compiled files stay out of the checkout.
  return runToEnd(python, args, { environment: { PYTHONPATH: modules, PYTHONDONTWRITEBYTECODE: "1" }, seconds: 120 });
}
