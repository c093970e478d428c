import type { z } from "zod";
import { type LocatedError, UserError } from "../errors.js";
import { dataFolders } from "./data-folders.js";
import { joinErrors, type Path, plain } from "./document/located.js";
import { readExtended } from "./extend.js";
import { resolveExpressions } from "./resolve-expressions.js";
import { scenariosFolder } from "./scenario-files.js";
import { located, type Problem, problems } from "./schema/problems.js";
import { defaultKinds, type KindedKey, kindedKeys } from "./schema/scenario-schema.js";
import { tableProblems } from "./table-paths.js";
import { readVariables } from "./variables.js";

/** A file that was read with all that it extends, and checked. */
export interface CheckedDocument<Top extends z.ZodType> {
  readonly value: z.output<Top>;
  /** Checked options by kinded key; undefined where the file has no such key. */
  readonly options: Readonly<Record<KindedKey, unknown>>;
  /** Absolute paths: the file itself, then those that it extends. */
  readonly files: readonly string[];
  /** What it says itself and by extension, as plain data, variables put in. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Reads a scenario or a preset and checks all of it.
 *
 * @param top schema of the top level
 * @param dataFolder the value of `--data`, if given
 * @throws UserError with `file:line:column` for each thing that is wrong
 */
export function checkDocument<Top extends z.ZodType>(
  file: string,
  top: Top,
  dataFolder: string | undefined,
): CheckedDocument<Top> {
  const folders = [scenariosFolder, ...dataFolders(dataFolder)];
  const { root, files, found, incomplete } = readExtended(file, folders);
  if (root === undefined) throw joinErrors(file, found);
  const data = plain(root) as Record<string, unknown>;
  const variables = readVariables(root);
  const wrong: Problem[] = resolveExpressions(top, data, variables);
  const checked = top.safeParse(data);
  if (!checked.success) wrong.push(...problems(top, checked.error.issues, data));
  const options = {} as Record<KindedKey, unknown>;
  for (const key of Object.keys(kindedKeys) as KindedKey[]) {
    const result = checkOptions(data, key, variables);
    options[key] = result.value;
    wrong.push(...result.wrong);
  }
  wrong.push(...tableProblems(data, options, files, folders));
  const own = firstOfEach(wrong).filter(({ at, path }) => !(incomplete && at === "missing") && !isRead(path));
  const errors: LocatedError[] = [...found, ...variables.found, ...own.map((problem) => located(root, problem))];
  if (errors.length > 0) throw joinErrors(file, errors);
  if (checked.data === undefined) throw new UserError(`${file}: can't be checked`);
  return { value: checked.data as z.output<Top>, options, files, data };
}

/** The first problem at each path that has a text: what an expression's own check found, the schema finds again. */
function firstOfEach(found: readonly Problem[]): (Problem & { readonly text: string })[] {
  const first = new Map<string, Problem>();
  for (const problem of found) {
    const path = problem.path.join("\0");
    if (!first.has(path)) first.set(path, problem);
  }
  return [...first.values()].filter((problem) => problem.text !== undefined) as (Problem & { text: string })[];
}

/** Whether what is wrong there was found when `extends` and `variables` were read. */
function isRead(path: Path): boolean {
  return path[0] === "extends" || (path[0] === "variables" && path.length > 1);
}

/** Checks the keys of a mapping other than `kind` by the schema of its kind, if that is known. */
export function checkOptions(
  data: Record<string, unknown>,
  key: KindedKey,
  variables: Parameters<typeof resolveExpressions>[2],
): { value: unknown; wrong: Problem[] } {
  const mapping = data[key];
  if (typeof mapping !== "object" || mapping === null || Array.isArray(mapping)) return { value: undefined, wrong: [] };
  const { kind = defaultKinds[key], ...rest } = mapping as Record<string, unknown>;
  const kinds = kindedKeys[key];
  if (typeof kind !== "string" || !kinds.has(kind)) return { value: undefined, wrong: [] };
  const { options } = kinds.get(kind);
  const wrong = resolveExpressions(options, rest, variables, [key]);
  const result = options.safeParse(rest);
  if (result.success) return { value: result.data, wrong };
  return { value: undefined, wrong: [...wrong, ...problems(options, result.error.issues, rest, [key], ["kind"])] };
}
