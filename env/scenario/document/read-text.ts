import { readFileSync, statSync } from "node:fs";
import { LocatedError } from "../../errors.js";

/** Scenarios are a few kilobytes; tables have files of their own. */
export const MOST_BYTES = 64 * 1024;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd-\uffff]/;

/**
 * The text of a scenario file.
 *
 * @throws LocatedError if the file can't be read, is too large, is not UTF-8, or holds bytes that no text has
 */
export function readText(file: string): string {
  const content = readBytes(file);
  if ((content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff)) {
    throw new LocatedError({ file, line: 1, column: 1 }, "the file is UTF-16; expected UTF-8: save it as UTF-8");
  }
  const text = new TextDecoder().decode(content);
  const odd = UNPRINTABLE.exec(text);
  if (odd === null) return text;
  const before = text.slice(0, odd.index).split("\n");
  const location = { file, line: before.length, column: before.at(-1)!.length + 1 };
  throw new LocatedError(location, "this is no text in UTF-8; expected a YAML file");
}

function readBytes(file: string): Buffer {
  const top = { file, line: 1, column: 1 };
  let size: number;
  try {
    size = statSync(file).size;
    if (size <= MOST_BYTES) return readFileSync(file);
  } catch (error) {
    throw new LocatedError(top, `the file can't be read: ${(error as Error).message}`);
  }
  throw new LocatedError(top, `the file has ${size} bytes; expected at most ${MOST_BYTES}`);
}
