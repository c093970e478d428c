/** What a Python literal may be in a NumPy header. */
export type PythonLiteral = string | number | boolean | null | readonly PythonLiteral[] | PythonDict;

/** A dictionary; later keys replace earlier ones. */
export interface PythonDict {
  readonly dict: ReadonlyMap<string, PythonLiteral>;
}

/** Where a literal goes wrong: what, and at which character from 0. */
export class LiteralError extends Error {
  override readonly name = "LiteralError";
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** NumPy nests a field's description about four deep. */
const MOST_DEPTH = 20;
const STRING = /[uUbB]?'((?:[^'\\\n]|\\.)*)'|[uUbB]?"((?:[^"\\\n]|\\.)*)"/y;
const NUMBER = /[+-]?\d+L?(?![\w.])/y;
const WORD = /[A-Za-z_]\w*/y;
const BLANK = /\s*/y;

/**
 * Parses strings, whole numbers, True, False, None, tuples, lists and dictionaries. Nothing is evaluated.
 *
 * @throws LiteralError
 * @example parsePythonLiteral("{'shape': (3,)}")
 */
export function parsePythonLiteral(text: string): PythonLiteral {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  #at = 0;

  constructor(readonly text: string) {}

  value(depth: number): PythonLiteral {
    this.#match(BLANK);
    if (depth > MOST_DEPTH) throw new LiteralError(`nested more than ${MOST_DEPTH} deep`, this.#at);
    const string = this.#match(STRING);
    if (string !== undefined) return plainText(string[1] ?? string[2]!);
    const number = this.#match(NUMBER);
    if (number !== undefined) return Number(number[0].replace("L", ""));
    const next = this.text[this.#at];
    if (next === "(") return this.#list(")", depth);
    if (next === "[") return this.#list("]", depth);
    if (next === "{") return this.#dict(depth);
    const start = this.#at;
    const word = this.#match(WORD)?.[0];
    if (word === "True") return true;
    if (word === "False") return false;
    if (word === "None") return null;
    throw new LiteralError(next === undefined ? "the text ends too early" : "expected a Python literal", start);
  }

  end(): void {
    this.#match(BLANK);
    if (this.#at < this.text.length) throw new LiteralError("expected nothing more", this.#at);
  }

  #list(close: string, depth: number): PythonLiteral {
    this.#at++;
    const items: PythonLiteral[] = [];
    for (;;) {
      if (this.#takes(close)) break;
      items.push(this.value(depth + 1));
      if (this.#takes(",")) continue;
      this.#needs(close);
      // Without a comma, parentheses hold one value and are no tuple.
      return close === ")" && items.length === 1 ? items[0]! : items;
    }
    return items;
  }

  #dict(depth: number): PythonDict {
    this.#at++;
    const entries = new Map<string, PythonLiteral>();
    for (;;) {
      if (this.#takes("}")) return { dict: entries };
      const start = this.#at;
      const key = this.value(depth + 1);
      if (typeof key !== "string") throw new LiteralError("expected a string as key", start);
      this.#needs(":");
      entries.set(key, this.value(depth + 1));
      if (this.#takes(",")) continue;
      this.#needs("}");
      return { dict: entries };
    }
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  #takes(mark: string): boolean {
    this.#match(BLANK);
    if (this.text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  #needs(mark: string): void {
    if (!this.#takes(mark)) throw new LiteralError(`expected '${mark}'`, this.#at);
  }
}

function plainText(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/gs, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { n: "\n", t: "\t", r: "\r" }[code] ?? code;
  });
}
