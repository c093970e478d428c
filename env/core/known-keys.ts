import { UserError } from "../errors.js";
import { didYouMean } from "../nearest-word.js";

/**
 * Checks that an object given by a user is one and has no other keys than these: a misspelt option would be ignored.
 *
 * @param what names the object in the message, such as `reset()`
 * @throws UserError with the nearest key
 * @example requireKnownKeys("reset()", request, ["seed", "options"]);
 */
export function requireKnownKeys(what: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new UserError(`${what}: expected an object with ${known.join(", ")}, got ${JSON.stringify(given)}`);
  }
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    throw new UserError(`${what} has no option '${key}'.${didYouMean(key, known)} Allowed: ${known.join(", ")}.`);
  }
}
