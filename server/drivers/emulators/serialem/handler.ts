import type { ArgumentSlot } from "../../serialem/wire/argument-array.js";
import type { CommandName, CommandSpec } from "../../serialem/wire/commands.js";
import type { ReportedValue } from "../../serialem/wire/report-array.js";
import type { EmulatedScope } from "./emulated-scope.js";
import { ScriptError } from "./script-error.js";

/** A command's arguments, counted from 1. */
export class Arguments {
  constructor(readonly slots: readonly ArgumentSlot[]) {}

  /** @throws ScriptError if an argument that the command needs is missing, or one is no number that can be meant */
  require({ name, takes }: CommandSpec): this {
    const required = [...takes].filter((letter) => letter === letter.toUpperCase()).length;
    for (let nth = 1; nth <= required; nth++) {
      if (!this.has(nth)) throw new ScriptError(`${name} needs ${required} arguments; argument ${nth} is missing`);
    }
    const odd = this.slots.findIndex(({ number }) => !Number.isFinite(number));
    if (odd >= 0) throw new ScriptError(`Argument ${odd + 1} of ${name} is no number`);
    return this;
  }

  /** An argument without text is not there. */
  has(nth: number): boolean {
    return this.text(nth) !== "";
  }

  text(nth: number): string {
    return this.slots[nth - 1]?.text ?? "";
  }

  /** 0 if it is not there. */
  number(nth: number): number {
    return this.slots[nth - 1]?.number ?? 0;
  }

  integer(nth: number): number {
    return Math.trunc(this.number(nth));
  }
}

/** Carries a command out. @returns what it reports @throws ScriptError */
export type Handler = (
  args: Arguments,
  scope: EmulatedScope,
) => readonly ReportedValue[] | Promise<readonly ReportedValue[]>;

/** What a command that reports nothing reports. */
export const NOTHING: readonly ReportedValue[] = [];

export type Handlers = Partial<Record<CommandName, Handler>>;
