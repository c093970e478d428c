import { LocatedError } from "../../../env/errors.js";
import type { Located, LocatedEntry } from "../../../env/scenario/document/located.js";
import { shorten } from "../../../env/scenario/document/shorten.js";

/** Results nest a few levels deep. */
const MOST_DEPTH = 50;
const BLANK = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /-?[A-Za-z_]\w*/y;
/** What Python's json module writes beside JSON. */
const words: Readonly<Record<string, number | boolean | null>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

/**
 * Parses JSON with the place of each value. NaN and Infinity are taken too, as Python writes them.
 *
 * @throws LocatedError
 * @example locatedAt(parseLocatedJson("a.json", '{"ctf": 3.2}'), ["ctf"])?.at // { file: "a.json", line: 1, column: 9 }
 */
export function parseLocatedJson(file: string, text: string): Located {
  const reader = new Reader(file, text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(
    readonly file: string,
    readonly text: string,
  ) {}

  value(depth: number): Located {
    this.#blank();
    const at = this.#place();
    if (depth > MOST_DEPTH) throw new LocatedError(at, `nested more than ${MOST_DEPTH} levels deep`);
    const next = this.text[this.#at];
    if (next === "{") return this.#map(depth);
    if (next === "[") return this.#list(depth);
    if (next === '"') return { kind: "scalar", at, value: this.#string() };
    const number = this.#match(NUMBER);
    if (number !== undefined) return { kind: "scalar", at, value: Number(number) };
    const word = this.#match(WORD);
    if (word !== undefined && Object.hasOwn(words, word)) return { kind: "scalar", at, value: words[word]! };
    if (word !== undefined) throw new LocatedError(at, `not valid JSON: unexpected '${shorten(word)}'`);
    return this.#fail("a value");
  }

  end(): void {
    this.#blank();
    if (this.#at < this.text.length) this.#fail("nothing more");
  }

  #list(depth: number): Located {
    const at = this.#place();
    this.#at++;
    const items: Located[] = [];
    if (this.#takes("]")) return { kind: "list", at, items };
    for (;;) {
      items.push(this.value(depth + 1));
      if (this.#takes(",")) continue;
      if (!this.#takes("]")) this.#fail("',' or ']'");
      return { kind: "list", at, items };
    }
  }

  #map(depth: number): Located {
    const at = this.#place();
    this.#at++;
    const entries = new Map<string, LocatedEntry>();
    if (this.#takes("}")) return { kind: "map", at, entries };
    for (;;) {
      this.#blank();
      const keyAt = this.#place();
      if (this.text[this.#at] !== '"') this.#fail("a key in double quotes");
      const key = this.#string();
      if (entries.has(key)) throw new LocatedError(keyAt, `the key '${shorten(key)}' comes twice`);
      if (!this.#takes(":")) this.#fail("':'");
      entries.set(key, { keyAt, value: this.value(depth + 1) });
      if (this.#takes(",")) continue;
      if (!this.#takes("}")) this.#fail("',' or '}'");
      return { kind: "map", at, entries };
    }
  }

  #string(): string {
    const at = this.#place();
    const text = this.#match(STRING);
    try {
      if (text !== undefined) return JSON.parse(text) as string;
    } catch {
      // Said below.
    }
    throw new LocatedError(at, "not valid JSON: this string has no end, or holds what a string may not");
  }

  #blank(): void {
    const from = this.#at;
    this.#match(BLANK);
    for (let i = from; i < this.#at; i++) {
      if (this.text[i] !== "\n") continue;
      this.#line++;
      this.#lineStart = i + 1;
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match[0];
  }

  #takes(mark: string): boolean {
    this.#blank();
    if (this.text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  #place() {
    return { file: this.file, line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  #fail(expected: string): never {
    const next = this.text[this.#at];
    const found = next === undefined ? "the text ends too early" : `unexpected '${shorten(next)}'`;
    throw new LocatedError(this.#place(), `not valid JSON: ${found}; expected ${expected}`);
  }
}
