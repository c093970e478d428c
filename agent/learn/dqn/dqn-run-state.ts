import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode, digestOf, encode, type RunTotals, readStateJson } from "../train/run-state.js";
import type { DqnState } from "./dqn.js";
import type { DqnTrainingConfig } from "./dqn-training.js";

/** `state.json` of a run: numbers of weights and moments as base64 of little-endian 32-bit floats. */
interface StateJson
  extends Pick<DqnState, "iteration" | "rounds" | "updates" | "replay" | "episodes" | "environments"> {
  readonly schemaVersion: 1;
  readonly configDigest: string;
  readonly totals: RunTotals;
  readonly weights: string;
  readonly target: string;
  readonly adam: { readonly steps: number; readonly firstMoment: string; readonly secondMoment: string } | null;
  readonly best: { readonly weights: string; readonly return: number; readonly iteration: number } | null;
}

/** Writes what a run goes on from; the file is whole or the last one. */
export function writeDqnState(folder: string, config: DqnTrainingConfig, state: DqnState, totals: RunTotals): void {
  const { weights, target, adam, best, ...rest } = state;
  const json: StateJson = {
    schemaVersion: 1,
    configDigest: digestOf(config),
    totals,
    ...rest,
    weights: encode(weights),
    target: encode(target),
    adam:
      adam === undefined
        ? null
        : { steps: adam.steps, firstMoment: encode(adam.firstMoment), secondMoment: encode(adam.secondMoment) },
    best: best === undefined ? null : { ...best, weights: encode(best.weights) },
  };
  const file = join(folder, "state.json");
  writeFileSync(`${file}.new`, `${JSON.stringify(json)}\n`);
  renameSync(`${file}.new`, file);
}

/**
 * Reads what a run goes on from; undefined if it has saved nothing yet.
 *
 * @throws UserError if the file is damaged or was written with another training file
 */
export function readDqnState(
  folder: string,
  config: DqnTrainingConfig,
): { readonly state: DqnState; readonly totals: RunTotals } | undefined {
  const json = readStateJson<StateJson>(folder, config);
  if (json === undefined) return undefined;
  const { schemaVersion, configDigest, totals, weights, target, adam, best, ...rest } = json;
  const state: DqnState = {
    ...rest,
    weights: decode(weights),
    target: decode(target),
    adam:
      adam === null
        ? undefined
        : { steps: adam.steps, firstMoment: decode(adam.firstMoment), secondMoment: decode(adam.secondMoment) },
    best: best === null ? undefined : { ...best, weights: decode(best.weights) },
  };
  return { state, totals };
}
