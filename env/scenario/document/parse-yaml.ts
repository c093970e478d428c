import { type Document, Lexer, LineCounter, Parser, parseDocument } from "yaml";
import { LocatedError, type SourceLocation } from "../../errors.js";
import { oneLine } from "./shorten.js";

/** Mappings and lists inside of each other. */
const MOST_DEPTH = 50;
/** A scenario has about a thousand words, numbers, marks and spaces. */
const MOST_TOKENS = 10_000;
const MOST_SYNTAX_ERRORS = 10;

/** A YAML document and where its characters are. */
export interface ParsedYaml {
  readonly document: Document;
  /** Place of an offset in the text. */
  locate(offset: number): SourceLocation;
}

/**
 * Parses one YAML document.
 *
 * @returns the document, or what is wrong with its syntax
 */
export function parseYaml(file: string, text: string): ParsedYaml | readonly LocatedError[] {
  const lines = new LineCounter();
  const locate = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const excess = tooMuch(text, lines);
  if (excess !== undefined) return [new LocatedError(locate(excess.offset), excess.problem)];
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, version: "1.2" } as const;
  const document = parseDocument(text, options);
  if (document.errors.length === 0) return { document, locate };
  return document.errors
    .slice(0, MOST_SYNTAX_ERRORS)
    .map(
      ({ pos, message }) =>
        new LocatedError(locate(pos[0]), `not valid YAML: ${oneLine(message.replace(/; please use.*$/, ""))}`),
    );
}

/**
 * What would take the parser too long. It descends into each level by recursion, and near the end of the stack Node
 * itself aborts, so depth is bounded on the tokens before.
 */
function tooMuch(text: string, lines: LineCounter): { offset: number; problem: string } | undefined {
  const parser = new Parser(lines.addNewLine);
  let tokens = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme)) {
      // The tokens themselves are not needed.
    }
    if (parser.stack.length > 2 * MOST_DEPTH) {
      return { offset: parser.offset, problem: `nested more than ${MOST_DEPTH} levels deep` };
    }
    if (++tokens > MOST_TOKENS) return { offset: parser.offset, problem: "too many keys and values for a scenario" };
  }
  lines.lineStarts.length = 0;
  return undefined;
}
