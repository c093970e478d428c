import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../../env/errors.js";
import { peerFolder } from "./peer-environment.js";
import { isMissing, ProgramError, runProgram } from "./run-program.js";

/** What is measured; a default for each. */
export interface PeerSettings {
  /** Places for candidates, features of each, and how many are there on average. */
  readonly candidates: number;
  readonly features: number;
  readonly present: number;
  /** Features that are not of a candidate. */
  readonly context: number;
  /** Width of each layer. */
  readonly hidden: number;
  /** Levels, each with a value of its own. */
  readonly levels: number;
  readonly envs: number;
  /** Of each environment in an iteration. */
  readonly steps: number;
  /** Steps of a gradient step. */
  readonly batch: number;
  readonly epochs: number;
  /** Of all environments, with those that are not timed. */
  readonly totalSteps: number;
  /** Iterations at the beginning that are not timed. */
  readonly untimed: number;
  /** 1: all environments in one process; more: a process each, since Stable-Baselines3 has no other way. */
  readonly processes: number;
  /** Of torch. */
  readonly threads: number;
  readonly seed: number;
  /** Whether candidates that are not there are encoded, too, and masked, or left out of the work. */
  readonly layout: "padded" | "packed";
}

const defaults: PeerSettings = {
  candidates: 64,
  features: 16,
  present: 16,
  context: 24,
  hidden: 64,
  levels: 1,
  envs: 8,
  steps: 256,
  batch: 256,
  epochs: 4,
  totalSteps: 20_480,
  untimed: 1,
  processes: 1,
  threads: 1,
  seed: 1,
  layout: "padded",
};

const measurementSchema = z.object({
  /** Of the whole loop, after the iterations that are not timed. */
  envStepsPerSecond: z.number().positive(),
  steps: z.number(),
  seconds: z.number(),
  rolloutSeconds: z.number(),
  updateSeconds: z.number(),
  /** Processor time of the process that trains: less than `seconds` if it waited, as where others need the processor. */
  processorSeconds: z.number(),
  /** Numbers in the network. */
  parameters: z.number(),
  torchThreads: z.number(),
  /** Of Python and of its packages. */
  versions: z.record(z.string(), z.string()),
});

/** What was measured. */
export type PeerMeasurement = z.output<typeof measurementSchema>;

/**
 * Measures how fast sb3_contrib's MaskablePPO trains cryogym's network, on a trivial environment, in a process of its
 * own. It fails if a masked action was ever taken, or if a parameter is not finite or was not moved.
 *
 * @param python one that has the packages, as of `preparePeer`
 * @throws UserError if it can't be run, fails, or writes something else than a measurement
 * @example const { envStepsPerSecond } = await measurePeer(await preparePeer(), { features: 24, context: 32 })
 */
export async function measurePeer(python: string, settings: Partial<PeerSettings> = {}): Promise<PeerMeasurement> {
  const all = { ...defaults, ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => [flagOf(name), String(value)]);
  // Its threads get in each other's way otherwise; and Python's compiled files stay out of the package.
  const environment = { OMP_NUM_THREADS: String(all.threads), PYTHONDONTWRITEBYTECODE: "1" };
  try {
    return parseMeasurement(await runProgram(python, [join(peerFolder, "maskable_ppo.py"), ...flags], environment));
  } catch (error) {
    if (isMissing(error)) throw new UserError(`can't run ${python}: name a Python with sb3-contrib and torch`);
    if (!(error instanceof ProgramError)) throw error;
    throw new UserError(`the measurement of MaskablePPO failed (${python}):\n${error.lastLines || error.message}`);
  }
}

/**
 * Reads what `maskable_ppo.py` prints: its last line is the measurement as JSON.
 *
 * @throws UserError with what stands there instead
 */
export function parseMeasurement(output: string): PeerMeasurement {
  const line = output.trimEnd().split("\n").at(-1) ?? "";
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UserError(
      `expected a measurement of MaskablePPO as a line of JSON, but its last line is '${line.slice(0, 200)}'`,
    );
  }
  const result = measurementSchema.safeParse(value);
  if (result.success) return result.data;
  throw new UserError(`a measurement of MaskablePPO is not complete:\n${z.prettifyError(result.error)}`);
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
