import { LocatedError } from "../../../env/errors.js";
import { shorten } from "../../../env/scenario/document/shorten.js";

/** One `loop_` of a STAR file. */
export interface StarTable {
  /** What follows `data_`; may be empty. */
  readonly name: string;
  /** Line of its first label, from 1. */
  readonly line: number;
  /** Without the underscore. */
  readonly labels: readonly string[];
  readonly rows: readonly StarRow[];
}

/** A row as it stands; all its values are there. */
export interface StarRow {
  readonly line: number;
  readonly text: string;
}

/** A STAR file as far as it can be read. */
export interface StarFile {
  readonly tables: readonly StarTable[];
  /** Rows that can't be read, each as `file:line:column: what is wrong`. */
  readonly problems: readonly string[];
}

/** A value, and where it begins in its line. */
export interface StarWord {
  readonly text: string;
  /** From 0. */
  readonly index: number;
}

const MOST_LABELS = 10_000;
const MOST_PROBLEMS = 1000;
const WORD = /'((?:[^']|'(?=\S))*)'(?=\s|$)|"((?:[^"]|"(?=\S))*)"(?=\s|$)|(\S+)/y;

/**
 * Reads the loops of a STAR file as RELION writes it: blocks (`data_NAME`), words separated by spaces, those with spaces in
 * quotes; what follows `#` at the start of a word is a comment. Labels with a value each, outside of loops, are passed over;
 * texts over several lines (`;`) are refused.
 * After S. R. Hall, J. Chem. Inf. Comput. Sci. 31 (1991) 326, and the files that RELION 3 to 5 write.
 *
 * @param text whole lines that end in `\n`
 * @throws LocatedError if it is no STAR file
 * @example readStar("micrographs_ctf.star", text).tables.find(({ name }) => name === "micrographs")
 */
export function readStar(file: string, text: string): StarFile {
  const reader = new Reader(file);
  text.split("\n").forEach((line, i) => {
    reader.read(line, i + 1);
  });
  return reader.end();
}

/** The words of a line, without its comment. @throws LocatedError if a quote has no end */
export function starWords(file: string, line: number, text: string): StarWord[] {
  const words: StarWord[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && /\s/.test(text[at]!)) at++;
    if (at >= text.length || text[at] === "#") return words;
    WORD.lastIndex = at;
    const match = WORD.exec(text)!;
    const [, single, double, bare] = match;
    if (bare !== undefined && /^['"]/.test(bare)) {
      throw new LocatedError({ file, line, column: at + 1 }, `the quote ${bare[0]} has no end on this line`);
    }
    words.push({ text: single ?? double ?? bare!, index: at });
    at = WORD.lastIndex;
  }
}

interface OpenTable {
  readonly name: string;
  readonly line: number;
  readonly labels: string[];
  readonly rows: StarRow[];
}

class Reader {
  readonly #tables: StarTable[] = [];
  readonly #problems: string[] = [];
  #block: string | undefined;
  #table: OpenTable | undefined;
  #wantsLabels = false;

  constructor(readonly file: string) {}

  read(text: string, line: number): void {
    const start = text.trimStart();
    if (start === "" || start.startsWith("#")) return;
    const column = text.length - start.length + 1;
    if (start.startsWith("data_")) {
      this.#close();
      this.#block = start.slice("data_".length).trim();
    } else if (this.#block === undefined) {
      this.#fail(line, column, "not a STAR file: expected 'data_' before anything else");
    } else if (/^loop_\s*(#.*)?$/.test(start)) {
      this.#close();
      this.#wantsLabels = true;
      this.#table = { name: this.#block, line: line + 1, labels: [], rows: [] };
    } else if (start.startsWith("_") && this.#wantsLabels) {
      this.#label(text, line, column);
    } else if (start.startsWith("_") && this.#table === undefined) {
      return;
    } else if (text.startsWith(";")) {
      this.#fail(line, column, "a text over several lines (';'); expected words on a line");
    } else {
      this.#row(text, line, column);
    }
  }

  end(): StarFile {
    this.#close();
    return { tables: this.#tables, problems: this.#problems };
  }

  #label(text: string, line: number, column: number): void {
    const label = /^\s*_(\S*)/.exec(text)![1]!;
    const { labels } = this.#table!;
    if (labels.includes(label)) this.#fail(line, column, `the label '_${shorten(label)}' comes twice`);
    if (labels.length >= MOST_LABELS) this.#fail(line, column, `more than ${MOST_LABELS} labels`);
    labels.push(label);
  }

  #row(text: string, line: number, column: number): void {
    this.#wantsLabels = false;
    const wrong = this.#wrongWith(text, line);
    if (wrong === undefined) this.#table?.rows.push({ line, text });
    else if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(`${this.file}:${line}:${column}: ${wrong}`);
  }

  #wrongWith(text: string, line: number): string | undefined {
    const labels = this.#table?.labels;
    if (labels === undefined) return "values outside of a loop; expected 'loop_' and labels before them";
    if (labels.length === 0) return "expected labels such as '_rlnMicrographName' after 'loop_'";
    try {
      const { length } = starWords(this.file, line, text);
      return length === labels.length ? undefined : `${length} values; expected ${labels.length}, one for each label`;
    } catch (error) {
      if (error instanceof LocatedError) return error.problem;
      throw error;
    }
  }

  #close(): void {
    if (this.#table !== undefined) this.#tables.push(this.#table);
    this.#table = undefined;
    this.#wantsLabels = false;
  }

  #fail(line: number, column: number, what: string): never {
    throw new LocatedError({ file: this.file, line, column }, what);
  }
}
