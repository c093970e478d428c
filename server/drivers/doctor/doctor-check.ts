import type { RegistryEntry } from "../../../env/registry.js";
import type { LoadedDriverConfig } from "../config/load-driver-config.js";
import type { Instrument } from "../instrument.js";
import type { StateReading } from "../library/read-state.js";
import type { ServerFacts } from "./ask-server.js";

/** What a check has found. */
export interface Finding {
  readonly result: "ok" | "warning" | "problem" | "skipped";
  /** What is so, in a sentence. */
  readonly what: string;
  /** What an operator does about it; empty where nothing is to be done. */
  readonly advice: string;
}

/** The control software must not be asked now. */
export class NotAsked extends Error {
  override readonly name = "NotAsked";
}

/** What checks look at; each thing is asked for once, whoever asks first. */
export interface Patient {
  readonly config: LoadedDriverConfig;
  /** Undefined if no server was named. */
  server(): Promise<ServerFacts> | undefined;
  /** The driver's state. */
  state(): StateReading;
  /** The control software, connected. Rejects with an InstrumentError, or with NotAsked; undefined if the kind has none. */
  instrument(): Promise<Instrument> | undefined;
  /** Milliseconds since 1970 UTC. */
  now(): number;
}

/** One thing that `cryogym doctor` looks at: a file of `doctor/checks`, or one that a driver kind brings. */
export interface DoctorCheck extends RegistryEntry {
  /** Where it stands in the table; those of kinds come last. */
  readonly place?: number;
  /** What it finds, in order; what it throws is a problem of its own. */
  look(patient: Patient): Promise<readonly Finding[]>;
}

/** All is well. */
export function fine(what: string): Finding {
  return { result: "ok", what, advice: "" };
}

/** It works, but somebody should look. */
export function warning(what: string, advice: string): Finding {
  return { result: "warning", what, advice };
}

/** A session can't run, or must not. */
export function problem(what: string, advice: string): Finding {
  return { result: "problem", what, advice };
}

/** Not looked at. @param what why */
export function skipped(what: string): Finding {
  return { result: "skipped", what, advice: "" };
}
