import { InstrumentError, type InstrumentEvent, type TimedPhase } from "../../instrument.js";
import type { Argument } from "../wire/arguments.js";
import type { CommandName } from "../wire/commands.js";
import type { ReportedValue } from "../wire/report-array.js";
import type { OperationParameters } from "./parameters.js";
import type { TickClock } from "./tick-clock.js";

/** What carries script commands out: the client, or a dry run. */
export interface Scripting {
  run(name: CommandName, ...values: readonly Argument[]): Promise<readonly ReportedValue[]>;
  numbers(name: CommandName, ...values: readonly Argument[]): Promise<readonly number[]>;
}

/** What operations are made of and go by. */
export interface Operating {
  readonly scripting: Scripting;
  readonly parameters: OperationParameters;
  readonly clock: TickClock;
  /** Tells what the instrument says by itself. */
  readonly tell: (event: InstrumentEvent) => void;
}

/** Reads the microscope's clock. */
export async function readClock({ scripting, clock }: Pick<Operating, "scripting" | "clock">): Promise<number> {
  clock.observeTick(await one(scripting, "ReportTickTime"));
  return clock.nowSeconds();
}

/** The phases of an operation, timed by the microscope's clock. */
export class PhaseTimer {
  readonly phases: TimedPhase[] = [];

  constructor(readonly operating: Operating) {}

  /** What the phases took together. */
  get durationSeconds(): number {
    return this.phases.reduce((total, { durationSeconds }) => total + durationSeconds, 0);
  }

  /** @param name as `Phase` in the protocol has it */
  async time<T>(name: string, task: () => Promise<T>): Promise<T> {
    const begin = await readClock(this.operating);
    const done = await task();
    this.phases.push({ name, durationSeconds: (await readClock(this.operating)) - begin });
    return done;
  }

  took() {
    return { durationSeconds: this.durationSeconds, phases: this.phases };
  }
}

/** The first number that a command reports. */
export async function one(scripting: Scripting, name: CommandName, ...values: readonly Argument[]): Promise<number> {
  const [first] = await scripting.numbers(name, ...values);
  if (first === undefined) throw new InstrumentError(`${name} reported no number`, false);
  return first;
}

/** Refuses something before anything is done. */
export function refuse(message: string): never {
  throw new InstrumentError(message, true);
}
