import { UserError } from "../../../env/errors.js";
import type { LoadedDriverConfig } from "../config/load-driver-config.js";
import { type Instrument, InstrumentError } from "../instrument.js";
import { readState, type StateReading } from "../library/read-state.js";
import { askServer, ServerRefusal } from "./ask-server.js";
import { doctorChecks } from "./checks/index.js";
import { type DoctorCheck, type Finding, NotAsked, type Patient, problem, skipped } from "./doctor-check.js";

/** What a check has found. */
export interface Examined extends Finding {
  /** The check's name. */
  readonly check: string;
}

/** Long enough for control software that starts its external control first. */
const PATIENCE_SECONDS = 30;

/**
 * Looks whether a driver could run by a configuration, without moving anything and without beginning a session.
 *
 * @param server `host:port` of the policy server, if it is to be asked
 * @param patienceSeconds a check that takes longer has found silence; the control software is not asked again then
 * @example const found = await examine(loadDriverConfig("scope.yaml", driverKinds.entries()), "policy:50051", Date.now);
 */
export async function examine(
  config: LoadedDriverConfig,
  server: string | undefined,
  now: () => number,
  patienceSeconds = PATIENCE_SECONDS,
): Promise<Examined[]> {
  const { kind, options } = config;
  let instrument: Promise<Instrument> | undefined;
  let state: StateReading | undefined;
  let isSilent = false;
  let asked: ReturnType<typeof askServer> | undefined;
  const patient: Patient = {
    config,
    now,
    state() {
      state ??= readState(config.stateFile);
      return state;
    },
    server() {
      if (server !== undefined) asked ??= askServer(server, config, now);
      return asked;
    },
    instrument() {
      if (kind.endpoint === undefined) return undefined;
      const { silence: why } = patient.state();
      if (why !== undefined) return Promise.reject(new NotAsked(why));
      if (isSilent) return Promise.reject(new InstrumentError("it was silent in a check before this one", true));
      instrument ??= kind.connect(options);
      return instrument;
    },
  };
  const checks = [...doctorChecks.entries().sort((a, b) => (a.place ?? 0) - (b.place ?? 0)), ...(kind.checks ?? [])];
  const found: Examined[] = [];
  try {
    for (const check of checks) {
      const late = () => {
        isSilent = true;
        return silence(patienceSeconds);
      };
      for (const finding of await look(check, patient, { patienceSeconds, late }))
        found.push({ check: check.name, ...finding });
    }
  } finally {
    (await instrument?.catch(() => undefined))?.close();
  }
  return found;
}

function silence(seconds: number): Finding {
  return problem(
    `no answer within ${seconds} s`,
    "Look for a window that waits for an answer at the microscope, or another client that is served first.",
  );
}

interface Late {
  readonly patienceSeconds: number;
  readonly late: () => Finding;
}

async function look(
  check: DoctorCheck,
  patient: Patient,
  { patienceSeconds, late }: Late,
): Promise<readonly Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<readonly Finding[]>((resolve) => {
    timer = setTimeout(() => resolve([late()]), 1000 * patienceSeconds);
  });
  const looked = check.look(patient);
  // What comes after its time is looked at by nobody.
  looked.catch(() => {});
  try {
    return await Promise.race([looked, waited]);
  } catch (error) {
    if (error instanceof NotAsked) return [skipped(error.message)];
    if (error instanceof ServerRefusal) return [problem(error.message, error.advice)];
    if (error instanceof InstrumentError) {
      const advice = "Check host and port, that the control software runs, and that its scripting is turned on.";
      return [problem(error.message, advice)];
    }
    if (error instanceof UserError) return [problem(error.message, "")];
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
