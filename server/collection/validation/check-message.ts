import { status } from "@grpc/grpc-js";
import type { z } from "zod";
import { ProtocolError } from "../protocol-error.js";

/** The most violations that are listed. */
const MOST_VIOLATIONS = 20;

/**
 * Checks a decoded message.
 *
 * @param at path of the message, such as `survey`
 * @throws ProtocolError INVALID_ARGUMENT with a violation for each field that is wrong
 */
export function checkMessage(schema: z.ZodType, message: unknown, at: string): void {
  const result = schema.safeParse(message);
  if (result.success) return;
  const violations = result.error.issues.slice(0, MOST_VIOLATIONS).map(({ path, message: text }) => {
    const value = path.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown>)?.[key], message);
    return { field: fieldPath(at, path), description: `${text}; it is ${shown(value)}` };
  });
  const [first] = violations;
  const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : "";
  throw new ProtocolError(
    status.INVALID_ARGUMENT,
    `${first!.field}: ${first!.description}${more}`,
    "INVALID_MESSAGE",
    violations,
  );
}

/** A path as the protocol writes it: snake_case, indices in brackets, without the wrappers of alternatives. */
function fieldPath(at: string, path: readonly PropertyKey[]): string {
  let text = at;
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`;
    else text += `${text === "" ? "" : "."}${String(key).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
  }
  return text;
}

function shown(value: unknown): string {
  if (typeof value === "string") return value.length > 60 ? `a text of ${value.length} characters` : `'${value}'`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return typeof value === "object" && value !== null ? "a message" : String(value);
}
