import { type Document, isMap, isNode, isScalar, type LineCounter } from "yaml";
import { z } from "zod";
import { LocatedError, type SourceLocation, UserError } from "../errors.js";
import { didYouMean } from "../nearest-word.js";

/** A parsed YAML file that knows where each of its keys stands. */
export interface LocatedDocument {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

type Path = readonly PropertyKey[];

/** One thing that is wrong in a file. */
interface Problem {
  readonly path: Path;
  readonly text: string;
  /** The key itself is at fault, not its value. */
  readonly atKey: boolean;
}

function locate({ file, document, lines }: LocatedDocument, problem: Problem): SourceLocation {
  const offset = problem.atKey ? keyOffset(document, problem.path) : valueOffset(document, problem.path);
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function valueOffset(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document, path: Path): number {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    for (const { key } of parent.items) {
      if (isScalar(key) && String(key.value) === String(path.at(-1)) && key.range) return key.range[0];
    }
  }
  return valueOffset(document, path);
}

/**
 * Turns what zod found in one mapping into problems: unknown keys and words get what is allowed there and the
 * nearest of it.
 *
 * @param prefix path of the mapping in the file
 * @param more keys allowed in the mapping beside the schema's
 */
export function problems(
  schema: z.ZodType,
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  prefix: Path = [],
  more: readonly string[] = [],
): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = [...prefix, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      const allowed = [...(issue.path.length === 0 ? more : []), ...allowedKeys(schema, issue.path)];
      return issue.keys.map((key) => ({
        path: [...path, key],
        atKey: true,
        text: `unknown key '${[...path, key].join(".")}'. Allowed here: ${allowed.join(", ")}.${didYouMean(key, allowed)}`,
      }));
    }
    const given = valueAt(value, issue.path);
    const name = path.join(".") || "the file";
    if (given === undefined && path.length > 0) {
      return [{ path, atKey: false, text: `'${name}' is missing: ${words(issue.message)}` }];
    }
    const hint = issue.code === "invalid_value" ? nearestOption(issue.values, given) : "";
    return [{ path, atKey: false, text: `${name}: ${words(issue.message)}${hint === "" ? "" : `.${hint}`}` }];
  });
}

/** zod's sentence without what the place and the word "expected" say already. */
function words(message: string): string {
  return message
    .replace(/^(Invalid (input|option)|Too (big|small)): /, "")
    .replace(/, received undefined$/, "")
    .replace("expected tuple", "expected [least, most]");
}

function nearestOption(options: readonly unknown[], given: unknown): string {
  return typeof given === "string" ? didYouMean(given, options.map(String)) : "";
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

/** Keys of the mapping that a schema has at a path. */
function allowedKeys(schema: z.ZodType, path: Path): string[] {
  let at: unknown = schema;
  for (const key of path) {
    at = inner(at);
    if (at instanceof z.ZodObject) at = (at.shape as Record<PropertyKey, unknown>)[key];
    else if (at instanceof z.ZodArray) at = at.element;
    else return [];
  }
  at = inner(at);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

/** The schema inside of defaults. */
function inner(schema: unknown): unknown {
  return schema instanceof z.ZodDefault ? inner(schema.unwrap()) : schema;
}

/** All problems of one file as one error, from its top to its end. */
export function locatedError(source: LocatedDocument, found: readonly Problem[]): UserError {
  const errors = found
    .map((problem) => new LocatedError(locate(source, problem), problem.text))
    .sort((a, b) => a.location.line - b.location.line || a.location.column - b.location.column);
  if (errors.length === 1) return errors[0]!;
  return new UserError(errors.map((error) => error.message).join("\n"));
}
