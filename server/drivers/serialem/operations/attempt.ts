import { InstrumentError } from "../../instrument.js";
import { SerialEmError } from "../client/errors.js";
import { type CommandName, isReport } from "../wire/commands.js";
import type { Scripting } from "./operating.js";

/** An operation at SerialEM that failed, with what it failed by. */
export class OperationError extends InstrumentError {
  constructor(
    message: string,
    refused: boolean,
    override readonly cause: Error,
  ) {
    super(message, refused);
  }
}

/** Commands after which something has happened: all but those that read or wait. */
export function changesAnything(name: CommandName): boolean {
  return !isReport(name) && name !== "Delay";
}

/** Commands after which a shot may have been made. */
export function exposes(name: CommandName): boolean {
  return name === "Record";
}

/**
 * Does a task of several commands, and says of its failure what is true of all of them: refused only if none that matters
 * can have been carried out.
 *
 * @param matters which commands the caller means by "done"
 * @throws InstrumentError
 */
export async function attempt<T>(
  scripting: Scripting,
  matters: (name: CommandName) => boolean,
  task: (scripting: Scripting) => Promise<T>,
): Promise<T> {
  let hasHappened = false;
  const run: Scripting["run"] = async (name, ...values) => {
    try {
      const reported = await scripting.run(name, ...values);
      hasHappened ||= matters(name);
      return reported;
    } catch (error) {
      if (!(error instanceof SerialEmError)) throw error;
      hasHappened ||= matters(name) && !error.refused;
      throw new OperationError(error.message, error.refused, error);
    }
  };
  const numbers: Scripting["numbers"] = async (name, ...values) =>
    (await run(name, ...values)).filter((value) => typeof value === "number");
  try {
    return await task({ run, numbers });
  } catch (error) {
    if (error instanceof InstrumentError && error.refused === hasHappened) {
      throw new OperationError(error.message, !hasHappened, error);
    }
    throw error;
  }
}
