import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type ParsedNode, type YAMLMap } from "yaml";
import { LocatedError, type SourceLocation } from "../../errors.js";
import type { Located, LocatedEntry, LocatedMap } from "./located.js";
import { type ParsedYaml, parseYaml } from "./parse-yaml.js";
import { readText } from "./read-text.js";
import { oneLine, shorten } from "./shorten.js";

/** Aliases may repeat what they name up to this size. */
const MOST_NODES = 20_000;
const MOST_DEPTH = 100;

/** One file: its top-level mapping if there is one, and what is wrong with it so far. */
export interface ReadDocument {
  readonly root: LocatedMap | undefined;
  readonly found: readonly LocatedError[];
}

/** Reads a YAML file that must hold one mapping. Aliases and merge keys (`<<`) are resolved; tags are refused. */
export function readDocument(file: string): ReadDocument {
  return readWith(file, () => readText(file));
}

/** The same of a text. @param name stands for a file in messages */
export function readDocumentText(name: string, text: string): ReadDocument {
  return readWith(name, () => text);
}

function readWith(file: string, read: () => string): ReadDocument {
  try {
    const parsed = parseYaml(file, read());
    if (!("document" in parsed)) return { root: undefined, found: parsed };
    const reader = new Reader(parsed);
    const root = reader.root();
    return { root, found: reader.found };
  } catch (error) {
    if (!(error instanceof LocatedError)) throw error;
    return { root: undefined, found: [error] };
  }
}

class Reader {
  readonly found: LocatedError[] = [];
  readonly #anchors = new Map<string, Node>();
  /** What is being read now: an alias to it would have no end. */
  readonly #open = new Set<Node>();
  #nodes = 0;

  constructor(readonly parsed: ParsedYaml) {}

  root(): LocatedMap | undefined {
    const { document, locate } = this.parsed;
    for (const { pos, message } of document.warnings)
      this.found.push(new LocatedError(locate(pos[0]), oneLine(message)));
    const contents = document.contents as ParsedNode | null;
    const top = locate(contents?.range?.[0] ?? 0);
    if (contents === null || (isScalar(contents) && contents.value === null)) {
      this.found.push(new LocatedError({ ...top, line: 1, column: 1 }, "the file is empty; expected keys and values"));
      return undefined;
    }
    const root = this.#read(contents, top, 0);
    if (root.kind === "map") return root;
    const what = root.kind === "list" ? "a list" : "a single value";
    this.found.push(new LocatedError(top, `the file is ${what}; expected keys and values such as 'name: my-session'`));
    return undefined;
  }

  #read(node: Node | null, missingAt: SourceLocation, depth: number): Located {
    const at = node?.range ? this.parsed.locate(node.range[0]) : missingAt;
    if (++this.#nodes > MOST_NODES) throw new LocatedError(at, "aliases repeat too much of the file");
    if (depth > MOST_DEPTH) throw new LocatedError(at, "nested too deeply");
    if (node === null) return { kind: "scalar", at, value: null };
    if (isAlias(node)) return this.#alias(node, at, depth);
    if ("anchor" in node && typeof node.anchor === "string") this.#anchors.set(node.anchor, node);
    this.#open.add(node);
    try {
      if (isMap(node)) return this.#map(node, at, depth);
      if (isSeq(node)) {
        const items = node.items.map((item) => this.#read(item as Node | null, at, depth + 1));
        return { kind: "list", at, items };
      }
      return { kind: "scalar", at, value: this.#scalar(node, at) };
    } finally {
      this.#open.delete(node);
    }
  }

  #alias(node: Alias, at: SourceLocation, depth: number): Located {
    const target = this.#anchors.get(node.source);
    if (target !== undefined && !this.#open.has(target)) return this.#read(target, at, depth + 1);
    const problem = target === undefined ? "names no anchor above it" : "stands inside of what it names";
    this.found.push(new LocatedError(at, `the alias '*${shorten(node.source)}' ${problem}`));
    return { kind: "scalar", at, value: null };
  }

  #scalar(node: Node, at: SourceLocation): string | number | boolean | null {
    const value: unknown = isScalar(node) ? node.value : undefined;
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      return value;
    }
    this.found.push(new LocatedError(at, "expected a word, a number, true or false"));
    return null;
  }

  #map(node: YAMLMap, at: SourceLocation, depth: number): LocatedMap {
    const entries = new Map<string, LocatedEntry>();
    const merged: Located[] = [];
    for (const pair of node.items as Pair<Node | null, Node | null>[]) {
      const keyAt = pair.key?.range ? this.parsed.locate(pair.key.range[0]) : at;
      const key = this.#key(pair.key, keyAt);
      const value = this.#read(pair.value, keyAt, depth + 1);
      if (key === undefined) continue;
      const first = entries.get(key);
      if (key === "<<") merged.push(value);
      else if (first === undefined) entries.set(key, { keyAt, value });
      else {
        const line = `the key '${shorten(key)}' comes twice; it stands in line ${first.keyAt.line} already`;
        this.found.push(new LocatedError(keyAt, line));
      }
    }
    for (const source of merged) this.#merge(entries, source);
    return { kind: "map", at, entries };
  }

  #key(node: Node | null, at: SourceLocation): string | undefined {
    const target = isAlias(node) ? this.#anchors.get(node.source) : node;
    if (isScalar(target) && target.value !== null) {
      if (typeof target.anchor === "string") this.#anchors.set(target.anchor, target);
      return typeof target.value === "string" ? target.value : (target.source ?? String(target.value));
    }
    this.found.push(new LocatedError(at, "this key is no word; expected 'key: value'"));
    return undefined;
  }

  /** YAML's merge key: keys of the named mapping that are not given here. */
  #merge(entries: Map<string, LocatedEntry>, source: Located): void {
    if (source.kind === "list") for (const item of source.items) this.#merge(entries, item);
    else if (source.kind === "map") {
      for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
    } else this.found.push(new LocatedError(source.at, "'<<' expects the alias of a mapping, such as '<<: *base'"));
  }
}
