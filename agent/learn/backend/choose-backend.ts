import { UserError } from "../../../env/errors.js";
import type { BackendChoice, BackendName } from "./backend-names.js";
import { loadBackend } from "./load-backend.js";

export { type BackendChoice, backendChoices } from "./backend-names.js";

/** What the backend is for, which matters to `auto` alone. */
export interface BackendUse {
  /**
   * `training` is many large batches; `deciding` is a few candidates at a time, in a process that should start soon.
   * @defaultValue "deciding"
   */
  readonly purpose?: "training" | "deciding";
}

/** The backend in use. */
export interface ChosenBackend {
  readonly name: BackendName;
  /** Which and why, for people. */
  readonly sentence: string;
}

/** What `auto` tries, in turn. */
const automatic: Readonly<Record<"training" | "deciding", readonly BackendName[]>> = {
  training: ["gpu", "wasm", "native", "cpu"],
  deciding: ["wasm", "cpu"],
};

const installCommands: Readonly<Partial<Record<BackendName, string>>> = {
  gpu: "npm run backend:native -- --gpu",
  native: "npm run backend:native",
};

const titles: Readonly<Record<BackendName, string>> = {
  gpu: "the GPU backend",
  native: "the native backend",
  wasm: "the WebAssembly backend",
  cpu: "the backend in plain JavaScript",
};

/**
 * Makes TensorFlow.js compute on a backend, in the thread that calls, and says which. `auto` takes the best that loads.
 *
 * @throws UserError if the one that is wanted does not load
 * @example (await chooseBackend("auto")).sentence // "WebAssembly (SIMD)"
 */
export async function chooseBackend(
  wanted: BackendChoice,
  { purpose = "deciding" }: BackendUse = {},
): Promise<ChosenBackend> {
  const problems: string[] = [];
  for (const tried of wanted === "auto" ? automatic[purpose] : [wanted]) {
    const loaded = await loadBackend(tried);
    if (!("problem" in loaded)) return chosen(loaded, problems);
    if (wanted === "auto" && loaded.instead !== undefined) return chosen(loaded.instead, problems);
    // Most machines have no GPU, and no one has asked for it.
    if (wanted === "auto" && tried === "gpu") continue;
    problems.push(`${titles[tried]} ${loaded.problem}${hint(tried, loaded.problem)}`);
  }
  if (wanted === "auto") throw new UserError(`no backend of TensorFlow.js loads: ${problems.join("; ")}`);
  throw new UserError(`${problems[0]}; or leave the choice to --backend auto`);
}

function chosen({ name, title }: { name: BackendName; title: string }, problems: readonly string[]): ChosenBackend {
  return { name, sentence: [title, ...problems].join("; ") };
}

/** The command that builds what is not there, or builds it again. */
function hint(name: BackendName, problem: string): string {
  const command = installCommands[name];
  return command === undefined || !/^is not|^does not/.test(problem) ? "" : `: ${command}`;
}
