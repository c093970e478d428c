import { LocatedError } from "../../../env/errors.js";
import { shorten } from "../../../env/scenario/document/shorten.js";
import type { ResultTable } from "../result-table.js";
import { readStar, type StarTable, starWords } from "./star.js";
import { wholeLines } from "./text.js";

/** Which table of a STAR file is meant. */
export interface StarChoice {
  /** Its block's name; undefined: the first table that has one of these labels. */
  readonly block: string | undefined;
  readonly labels: readonly string[];
}

/**
 * One table of a STAR file as rows of results.
 *
 * @param isFinal a last line without an end is taken as it is
 * @throws LocatedError if it is no STAR file, or has no such table
 */
export function starTable(file: string, bytes: Buffer, choice: StarChoice, isFinal: boolean): ResultTable {
  const { text, unfinishedLine } = wholeLines(file, bytes, isFinal);
  const { tables, problems } = readStar(file, text);
  const table = chosen(file, tables, choice, text.split("\n").length);
  const columns = new Map(table.labels.map((label, i) => [label, i]));
  let open: { readonly row: number; readonly words: ReturnType<typeof starWords> } | undefined;
  const words = (row: number) => {
    const { line, text: rowText } = table.rows[row]!;
    if (open?.row !== row) open = { row, words: starWords(file, line, rowText) };
    return open.words;
  };
  const word = (row: number, column: string | undefined) => words(row)[columns.get(column ?? "") ?? -1];
  return {
    columns: table.labels,
    length: table.rows.length,
    value: (row, column) => word(row, column)?.text,
    place: (row, column) => `${file}:${table.rows[row]!.line}:${(word(row, column)?.index ?? 0) + 1}`,
    header: `${file}:${table.line}:1`,
    problems,
    unfinished: unfinishedLine === undefined ? undefined : `${file}:${unfinishedLine}:1`,
  };
}

function chosen(file: string, tables: readonly StarTable[], { block, labels }: StarChoice, lines: number): StarTable {
  const found = tables.find((table) =>
    block === undefined ? labels.some((label) => table.labels.includes(label)) : table.name === block,
  );
  if (found !== undefined) return found;
  const what = block === undefined ? `no table with ${labels.join(" or ")}` : `no block 'data_${block}'`;
  const names = tables.map(({ name }) => `data_${name}`).join(", ");
  const has = names === "" ? "the file has no table" : `the file has ${shorten(names)}`;
  throw new LocatedError({ file, line: lines, column: 1 }, `${what}; ${has}`);
}
