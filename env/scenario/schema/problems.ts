import type { z } from "zod";
import { LocatedError, type SourceLocation } from "../../errors.js";
import { didYouMean } from "../../nearest-word.js";
import { keyLocation, type LocatedMap, locatedAt, type Path } from "../document/located.js";
import { oneLine, shorten } from "../document/shorten.js";
import { allowedKeys, member } from "./walk-schema.js";

/** One thing that is wrong in a file. */
export interface Problem {
  readonly path: Path;
  /** Undefined if it follows from another one that is told. */
  readonly text: string | undefined;
  /** What is at fault: the value, the key itself, or that there is none. */
  readonly at: "value" | "key" | "missing";
}

type Issue = z.core.$ZodIssue;

/**
 * Turns what zod found in one mapping into problems: unknown keys and words get what is allowed there and the
 * nearest of it.
 *
 * @param prefix path of the mapping in the file
 * @param more keys allowed in the mapping beside the schema's
 */
export function problems(
  schema: z.ZodType,
  issues: readonly Issue[],
  value: unknown,
  prefix: Path = [],
  more: readonly string[] = [],
): Problem[] {
  return issues.flatMap((issue) => explain(issue, issue.path, { schema, value, prefix, more }));
}

interface Context {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly prefix: Path;
  readonly more: readonly string[];
}

/** @param own the issue's path from the mapping; inside of unions zod counts from the union */
function explain(issue: Issue, own: Path, context: Context): Problem[] {
  const path = [...context.prefix, ...own];
  const name = path.length === 0 ? "the file" : shorten(path.join("."));
  const given = own.reduce<unknown>(member, context.value);
  const value = (text: string): Problem[] => [{ path, at: "value", text: `${name}: ${text}` }];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(key, own, context));
    case "invalid_union": {
      const branch = given === undefined ? undefined : nearestBranch(issue.errors);
      if (branch !== undefined && issue.message === "Invalid input") {
        return branch.flatMap((inner) => explain(inner, [...own, ...inner.path], context));
      }
      if ("options" in issue && typeof given === "string") return value(wrongWord(given, issue, issue.options ?? []));
      break;
    }
    case "invalid_key":
      return [{ path, at: "key", text: `${name}: ${issue.issues.map(({ message }) => words(message)).join("; ")}` }];
    case "invalid_value":
      if (typeof given === "string") return value(wrongWord(given, issue, issue.values));
      break;
  }
  if (given === undefined && path.length > 0) {
    return [{ path, at: "missing", text: `'${name}' is missing: ${words(messageOf(issue))}` }];
  }
  return value(words(messageOf(issue)));
}

function wrongWord(given: string, { message }: Issue, allowed: readonly unknown[]): string {
  const hint = didYouMean(shorten(given), allowed.map(String));
  return `'${shorten(given)}'; ${words(message)}${hint === "" ? "" : `.${hint}`}`;
}

function unknownKey(key: string, own: Path, { schema, value, prefix, more }: Context): Problem {
  const path = [...prefix, ...own, key];
  const allowed = [...(own.length === 0 ? more : []), ...allowedKeys(schema, value, own)];
  const text = `unknown key '${shorten(path.join("."))}'. Allowed here: ${allowed.join(", ")}.`;
  return { path, at: "key", text: `${text}${didYouMean(shorten(key), allowed)}` };
}

/** Of a union's alternatives the one that the value was most likely meant for: wrong deepest inside, and least. */
function nearestBranch(errors: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const score = (issues: readonly Issue[]) => {
    const atTop = issues.filter(({ code, path }) => path.length === 0 && code === "invalid_type").length;
    return atTop * 1000 + issues.length;
  };
  const wrong = errors.filter((issues) => issues.length > 0);
  const best = wrong.toSorted((a, b) => score(a) - score(b))[0];
  return best !== undefined && score(best) < 1000 ? best : undefined;
}

/** zod's sentence; of a union that fits no alternative at all, what the alternatives expect. */
function messageOf(issue: Issue): string {
  if (issue.code !== "invalid_union" || issue.message !== "Invalid input") return issue.message;
  const expected = issue.errors.flatMap((issues) => issues.filter(({ path }) => path.length === 0).map(messageOf));
  const texts = [...new Set(expected.map((text) => words(text).replace(/, received .*$/, "")))];
  return texts.length === 0 ? issue.message : texts.join(" or ");
}

/** zod's sentence without what the place and the word "expected" say already. */
function words(message: string): string {
  return message
    .replace(/^(Invalid (input|option|string|key)|Too (big|small)): /, "")
    .replace(/^Invalid discriminator value\. Expected/, "expected one of")
    .replace(/, received undefined$/, "")
    .replace(/expected (object|record)/, "expected keys and values")
    .replace("expected array", "expected a list")
    .replace("expected tuple", "expected [least, most]");
}

/**
 * A problem at its place: in the extended file if that is where the key stands. What is missing is reported in the file
 * that the user gave: at the innermost mapping around it that stands there.
 */
export function located(root: LocatedMap, problem: Problem & { readonly text: string }): LocatedError {
  return new LocatedError(location(root, problem), oneLine(problem.text));
}

function location(root: LocatedMap, { path, at }: Problem): SourceLocation {
  if (at === "key") {
    const place = keyLocation(root, path);
    if (place !== undefined) return place;
  }
  for (let length = path.length; length > 0; length--) {
    const place = locatedAt(root, path.slice(0, length))?.at;
    if (place !== undefined && (at !== "missing" || place.file === root.at.file)) return place;
  }
  return at === "missing" ? (root.entries.get("extends")?.keyAt ?? root.at) : root.at;
}
