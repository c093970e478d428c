import type { ArgumentSlot } from "./argument-array.js";
import type { CommandSpec } from "./commands.js";
import type { ReportedValue } from "./report-array.js";

/** An argument of a script command. */
export type Argument = number | string;

const LETTERS: Readonly<Record<string, string>> = { I: "a whole number", D: "a number", S: "a string" };
const MOST_INTEGER = 2 ** 31 - 1;

/**
 * A command's arguments as they travel. A number is sent as text too: whole ones as they are, others with up to six
 * decimals and the point, since SerialEM takes an argument without text for one that is not there.
 *
 * @throws RangeError naming command and argument if they are not what the command takes
 * @example argumentSlots(commandSpec("MoveStageTo"), [12, -3.5]); // texts "12." and "-3.5"
 */
export function argumentSlots({ name, takes }: CommandSpec, values: readonly Argument[]): ArgumentSlot[] {
  const required = [...takes].filter((letter) => letter === letter.toUpperCase()).length;
  if (values.length < required || values.length > takes.length) {
    const span = required === takes.length ? `${required}` : `${required} to ${takes.length}`;
    throw new RangeError(`${name} takes ${span} arguments, not ${values.length}`);
  }
  return values.map((value, i) => {
    const letter = takes[i]!.toUpperCase();
    const slot = slotOf(letter, value);
    if (slot === undefined) {
      const said = typeof value === "string" ? JSON.stringify(value) : value;
      throw new RangeError(`argument ${i + 1} of ${name} is ${said}; ${LETTERS[letter]} was expected`);
    }
    return slot;
  });
}

function slotOf(letter: string, value: Argument): ArgumentSlot | undefined {
  if (letter === "S") {
    return typeof value === "string" && !value.includes("\0")
      ? { number: leadingNumber(value), text: value }
      : undefined;
  }
  if (typeof value !== "number" || !(Math.abs(value) <= MOST_INTEGER)) return undefined;
  if (letter === "D") return { number: value, text: value.toFixed(6).replace(/0+$/, "") };
  return Number.isInteger(value) ? { number: value, text: `${value}` } : undefined;
}

/** What C's `atof` makes of a text; 0 if it begins with no number. */
function leadingNumber(text: string): number {
  const number = Number.parseFloat(text);
  return Number.isFinite(number) ? number : 0;
}

/**
 * What a command was to report.
 *
 * @returns undefined if the values fit, else what is wrong
 */
export function misfit({ name, gives }: CommandSpec, values: readonly ReportedValue[]): string | undefined {
  const required = [...gives].filter((letter) => letter === letter.toUpperCase()).length;
  if (values.length < required) return `${name} reported ${values.length} values; ${required} were expected`;
  const wrong = values.findIndex((value, i) => gives[i] === "D" && typeof value !== "number");
  return wrong < 0 ? undefined : `value ${wrong + 1} of ${name} is a string; a number was expected`;
}
