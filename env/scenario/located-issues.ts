import { type Document, isMap, isNode, isScalar, type LineCounter } from "yaml";
import type { z } from "zod";
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

/** Turns what zod found in one mapping into problems; keys outside `allowed` get the nearest word. */
export function problems(issues: readonly z.core.$ZodIssue[], prefix: Path, allowed: readonly string[]): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = [...prefix, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => {
        const known = issue.path.length === 0 ? ` Allowed here: ${allowed.join(", ")}.${didYouMean(key, allowed)}` : "";
        return { path: [...path, key], atKey: true, text: `unknown key '${[...path, key].join(".")}'.${known}` };
      });
    }
    return [{ path, atKey: false, text: `${path.join(".") || "the file"}: ${issue.message}` }];
  });
}

/** All problems of one file as one error, the first one's place in front. */
export function locatedError(source: LocatedDocument, found: readonly Problem[]): UserError {
  const errors = found.map((problem) => new LocatedError(locate(source, problem), problem.text));
  if (errors.length === 1) return errors[0]!;
  return new UserError(errors.map((error) => error.message).join("\n"));
}
