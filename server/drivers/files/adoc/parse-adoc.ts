import { quoted, type SourceText } from "../source-text.js";
import type { Adoc, AdocEntry, AdocSection } from "./adoc.js";
import { parseXmlAdoc } from "./parse-xml-adoc.js";

/** A section that is being read. */
interface Draft {
  readonly type: string;
  readonly name: string;
  readonly entries: AdocEntry[];
  readonly start: number;
  entriesEnd: number;
}

/**
 * Reads an autodoc file in whichever notation it is written.
 *
 * @throws LocatedError at the first line that is none of `[type = name]`, `key = value`, a comment and empty
 */
export function parseAdoc(source: SourceText): Adoc {
  if (/^\ufeff?\s*</.test(source.text)) return parseXmlAdoc(source);
  const globals: AdocEntry[] = [];
  const drafts: Draft[] = [];
  const { text } = source;
  for (let start = text.startsWith("\ufeff") ? 1 : 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    const line = text.slice(start, end);
    const draft = drafts.at(-1);
    const said = statement(line);
    if (said?.kind === "section") {
      drafts.push({ type: said.left, name: said.right, entries: [], start, entriesEnd: end });
    } else if (said?.kind === "entry") {
      const { left: key, right: value } = said;
      const valueStart = start + said.rightAt;
      const entry = { key, value, start, end, valueStart, valueEnd: valueStart + value.length };
      (draft?.entries ?? globals).push(entry);
      if (draft !== undefined) draft.entriesEnd = end;
    } else if (line.trim() !== "" && !line.trimStart().startsWith("#")) {
      const column = line.length - line.trimStart().length;
      throw source.error(start + column, `${quoted(line.trim())}; expected 'key = value' or '[section = name]'`);
    }
    start = end;
  }
  const sections = drafts.map(
    (draft, i): AdocSection => ({ ...draft, at: draft.start, end: drafts[i + 1]?.start ?? source.text.length }),
  );
  return { source, notation: "text", globals, sections };
}

/** What a line says: what is left and right of its first '=', and where the right side begins. */
function statement(line: string) {
  const trimmed = line.trim();
  const equals = line.indexOf("=");
  if (equals < 0 || trimmed.startsWith("#")) return undefined;
  const isSection = trimmed.startsWith("[") && trimmed.endsWith("]");
  const open = isSection ? line.indexOf("[") + 1 : 0;
  const close = isSection ? line.lastIndexOf("]") : line.length;
  const left = line.slice(open, equals).trim();
  const raw = line.slice(equals + 1, close);
  if (left === "" || left.startsWith("[")) return undefined;
  const rightAt = equals + 1 + (raw.length - (raw.trim() === "" ? raw.replace(/^[ \t]*/, "") : raw.trimStart()).length);
  return { kind: isSection ? ("section" as const) : ("entry" as const), left, right: raw.trim(), rightAt };
}
