import { realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, resolve } from "node:path";
import { LocatedError, type SourceLocation, UserError } from "../errors.js";
import { liesIn, reallyLiesIn } from "./confine.js";
import type { Located, LocatedMap } from "./document/located.js";
import { mergeMaps } from "./document/merge-maps.js";
import { readDocument } from "./document/read-document.js";
import { oneLine, shorten } from "./document/shorten.js";
import { extendableFile, isPath } from "./scenario-files.js";

const MOST_DEPTH = 10;
const MOST_NAMES = 10;
/** All in all; a file counts as often as it is extended. */
const MOST_READS = 50;
const NAME_OR_PATH = /^\P{Cc}{1,1000}$/u;
/** A file speaks of itself with these. */
const OWN_KEYS = ["extends", "name", "description"];

/** A scenario file together with all that it extends. */
export interface ExtendedDocument {
  readonly root: LocatedMap | undefined;
  /** Absolute paths: the file itself, then those that it extends. */
  readonly files: readonly string[];
  readonly found: readonly LocatedError[];
  /** Something that it extends could not be read: what seems to be missing may stand there. */
  readonly incomplete: boolean;
}

/**
 * Reads a file and merges it over what it extends.
 *
 * @param folders where files that are extended may lie, besides the file's own folder
 */
export function readExtended(file: string, folders: readonly string[]): ExtendedDocument {
  const extender = new Extender([dirname(file), ...folders]);
  const root = extender.read(file, []);
  return { root, files: extender.files, found: extender.found, incomplete: extender.incomplete };
}

class Extender {
  readonly files: string[] = [];
  readonly found: LocatedError[] = [];
  incomplete = false;
  #reads = 0;

  constructor(readonly folders: readonly string[]) {}

  /** @param way the files that lead here, links followed */
  read(file: string, way: readonly string[]): LocatedMap | undefined {
    this.#reads++;
    if (!this.files.includes(file)) this.files.push(file);
    const { root, found } = readDocument(file);
    this.found.push(...found);
    if (root === undefined) this.incomplete ||= way.length > 0;
    const given = root?.entries.get("extends");
    if (root === undefined || given === undefined) return root;
    let merged: LocatedMap | undefined;
    for (const { text, at } of this.#names(given.value)) {
      const base = this.#base(text, at, file, [...way, realpathSync(file)]);
      if (base === undefined) this.incomplete = true;
      else merged = merged === undefined ? inheritable(base) : mergeMaps(merged, inheritable(base));
    }
    return merged === undefined ? root : mergeMaps(merged, root);
  }

  #names(value: Located): { text: string; at: SourceLocation }[] {
    const items = value.kind === "list" ? value.items : [value];
    if (items.length > MOST_NAMES) this.#problem(value.at, `there are ${items.length}; expected at most ${MOST_NAMES}`);
    return items.slice(0, MOST_NAMES).flatMap((item) => {
      if (item.kind === "scalar" && typeof item.value === "string" && NAME_OR_PATH.test(item.value)) {
        return [{ text: item.value, at: item.at }];
      }
      this.incomplete = true;
      this.#problem(
        item.at,
        "expected the name of a scenario or preset, a path that ends in .yaml, or a list of these",
      );
      return [];
    });
  }

  #base(text: string, at: SourceLocation, from: string, way: readonly string[]): LocatedMap | undefined {
    const file = this.#find(text, at, from);
    if (file === undefined) return undefined;
    const start = way.indexOf(realpathSync(file));
    if (start >= 0) {
      const circle = [...way.slice(start), file].map((path) => basename(path)).join(" → ");
      return this.#problem(at, `extends goes round in a circle: ${circle}`);
    }
    if (way.length >= MOST_DEPTH) return this.#problem(at, `extends goes more than ${MOST_DEPTH} files deep`);
    if (this.#reads >= MOST_READS) return this.#problem(at, `extends more than ${MOST_READS} files`);
    return this.read(file, way);
  }

  /** A path counts from the file that it stands in. */
  #find(text: string, at: SourceLocation, from: string): string | undefined {
    try {
      if (!isPath(text)) return extendableFile(text);
      const file = isAbsolute(text) ? text : resolve(dirname(from), text);
      if (liesIn(this.folders, file)) {
        const existing = extendableFile(file);
        if (reallyLiesIn(this.folders, existing)) return existing;
      }
      const allowed = this.folders.join(", ");
      return this.#problem(at, `'${shorten(text)}' leads out of the folders that may be extended from: ${allowed}`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return this.#problem(at, error.message);
    }
  }

  #problem(at: SourceLocation, text: string): undefined {
    this.found.push(new LocatedError(at, `extends: ${oneLine(text)}`));
    return undefined;
  }
}

function inheritable(map: LocatedMap): LocatedMap {
  return { ...map, entries: new Map([...map.entries].filter(([key]) => !OWN_KEYS.includes(key))) };
}
