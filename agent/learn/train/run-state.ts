import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../env/errors.js";
import type { NormaliserJson } from "../network/feature-normaliser.js";
import type { LaneState } from "./lane.js";
import type { PpoState } from "./ppo.js";
import type { TrainingConfig } from "./training-config.js";

/** What a run counts beside what it learns. */
export interface RunTotals {
  readonly steps: number;
  readonly seconds: number;
}

/** `state.json` of a run: numbers of weights and moments as base64 of little-endian 32-bit floats. */
interface StateJson {
  readonly schemaVersion: 1;
  readonly configDigest: string;
  readonly iteration: number;
  readonly totals: RunTotals;
  readonly weights: string;
  readonly adam: { readonly steps: number; readonly firstMoment: string; readonly secondMoment: string } | null;
  readonly normaliser: NormaliserJson;
  readonly lanes: readonly LaneState[];
}

/** Writes what a run goes on from; the file is whole or the last one. */
export function writeRunState(folder: string, config: TrainingConfig, state: PpoState, totals: RunTotals): void {
  const { iteration, weights, adam, normaliser, lanes } = state;
  const json: StateJson = {
    schemaVersion: 1,
    configDigest: digestOf(config),
    iteration,
    totals,
    weights: encode(weights),
    adam:
      adam === undefined
        ? null
        : { steps: adam.steps, firstMoment: encode(adam.firstMoment), secondMoment: encode(adam.secondMoment) },
    normaliser,
    lanes,
  };
  const file = stateFile(folder);
  writeFileSync(`${file}.new`, `${JSON.stringify(json)}\n`);
  renameSync(`${file}.new`, file);
}

/**
 * Reads what a run goes on from; undefined if it has saved nothing yet.
 *
 * @throws UserError if the file is damaged or was written with another training file
 */
export function readRunState(
  folder: string,
  config: TrainingConfig,
): { readonly state: PpoState; readonly totals: RunTotals } | undefined {
  const json = readStateJson<StateJson>(folder, config);
  if (json === undefined) return undefined;
  const { iteration, totals, adam, normaliser, lanes } = json;
  return {
    state: {
      iteration,
      weights: decode(json.weights),
      adam:
        adam === null
          ? undefined
          : { steps: adam.steps, firstMoment: decode(adam.firstMoment), secondMoment: decode(adam.secondMoment) },
      normaliser,
      lanes,
    },
    totals,
  };
}

/**
 * What `state.json` of a run holds, whatever its algorithm; undefined if there is none yet.
 *
 * @throws UserError if the file is damaged or was written with another training file
 */
export function readStateJson<Json extends { readonly schemaVersion: number; readonly configDigest: string }>(
  folder: string,
  config: object,
): Json | undefined {
  const file = stateFile(folder);
  if (!existsSync(file)) return undefined;
  let json: Json;
  try {
    json = JSON.parse(readFileSync(file, "utf8")) as Json;
  } catch {
    throw new UserError(`${file} is no JSON: it is damaged, and the run can't go on; begin it anew in another folder`);
  }
  if (json.schemaVersion !== 1) throw new UserError(`${file} is of another version of cryogym; begin the run anew`);
  if (json.configDigest !== digestOf(config)) {
    throw new UserError(
      `the run in ${folder} was begun with other settings than the training file has now; give the file that it was begun with (it is in ${join(folder, "config.json")}), or another folder`,
    );
  }
  return json;
}

/** Changes with any setting. */
export function digestOf(config: object): string {
  return createHash("sha256").update(JSON.stringify(config)).digest("hex").slice(0, 16);
}

function stateFile(folder: string): string {
  return join(folder, "state.json");
}

/** Base64 of little-endian 32-bit floats. */
export function encode(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}

export function decode(text: string): Float32Array<ArrayBuffer> {
  const bytes = Buffer.from(text, "base64");
  const values = new Float32Array(bytes.length / Float32Array.BYTES_PER_ELEMENT);
  for (let i = 0; i < values.length; i++) values[i] = bytes.readFloatLE(4 * i);
  return values;
}
