import { existsSync } from "node:fs";
import { UserError } from "../../../env/errors.js";
import { FactStore } from "./facts.js";
import { openStateDatabase } from "./state-database.js";

/** What a driver's state says to others than the driver. */
export interface StateReading {
  /** Undefined if no driver has run with it yet, or if it can't be read. */
  readonly facts?: FactStore;
  /** Why it can't be read: a driver runs with it, or it is no such file. */
  readonly unreadable?: string;
  /** Why nothing may be sent to the instrument now, readings neither; undefined if something may. */
  readonly silence?: string;
}

/** Reads a driver's state and lets go of it. Makes no file. */
export function readState(file: string): StateReading {
  if (!existsSync(file)) return {};
  try {
    const database = openStateDatabase(file);
    try {
      const facts = new FactStore(database);
      const haltId = facts.get("haltId");
      if (haltId === undefined) return { facts };
      return { facts, silence: `the halt '${haltId}' holds: nothing is sent to the microscope` };
    } finally {
      database.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { unreadable: error.message, silence: "whether a driver runs or a halt holds can't be told" };
  }
}
