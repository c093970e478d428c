import { type LocatedError, type SourceLocation, UserError } from "../../errors.js";

/** What a YAML file holds, each thing with the place where it stands. After `extends`, places are in several files. */
export type Located = LocatedScalar | LocatedList | LocatedMap;

export interface LocatedScalar {
  readonly kind: "scalar";
  readonly at: SourceLocation;
  readonly value: string | number | boolean | null;
}

export interface LocatedList {
  readonly kind: "list";
  readonly at: SourceLocation;
  readonly items: readonly Located[];
}

export interface LocatedMap {
  readonly kind: "map";
  readonly at: SourceLocation;
  readonly entries: ReadonlyMap<string, LocatedEntry>;
}

export interface LocatedEntry {
  readonly keyAt: SourceLocation;
  readonly value: Located;
}

/** Keys and list indices from the top of a file. */
export type Path = readonly PropertyKey[];

/** The thing at a path, or undefined. */
export function locatedAt(root: Located, path: Path): Located | undefined {
  return path.reduce<Located | undefined>((at, key) => {
    if (at?.kind === "map") return at.entries.get(String(key))?.value;
    return at?.kind === "list" ? at.items[Number(key)] : undefined;
  }, root);
}

/** Where the key that a path ends with stands, or undefined if it is not there. */
export function keyLocation(root: Located, path: Path): SourceLocation | undefined {
  const parent = locatedAt(root, path.slice(0, -1));
  return parent?.kind === "map" ? parent.entries.get(String(path.at(-1)))?.keyAt : undefined;
}

/** As plain data; mappings have no prototype, so that a key such as `__proto__` is a key like any other. */
export function plain(node: Located): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plain);
  const record = Object.create(null) as Record<string, unknown>;
  for (const [key, { value }] of node.entries) record[key] = plain(value);
  return record;
}

/** More are not told at once. */
const MOST_ERRORS = 50;

/**
 * Everything that is wrong as one error: this file's problems first, each file's from its top to its end.
 *
 * @param file the file that the user gave
 */
export function joinErrors(file: string, errors: readonly LocatedError[]): UserError {
  const order = (a: LocatedError, b: LocatedError) =>
    Number(b.location.file === file) - Number(a.location.file === file) ||
    a.location.file.localeCompare(b.location.file) ||
    a.location.line - b.location.line ||
    a.location.column - b.location.column;
  const messages = new Set([...errors].sort(order).map((error) => error.message));
  if (messages.size === 1) return errors[0]!;
  const shown = [...messages].slice(0, MOST_ERRORS);
  const more = messages.size > MOST_ERRORS ? [`… and ${messages.size - MOST_ERRORS} more`] : [];
  return new UserError([...shown, ...more].join("\n"));
}
