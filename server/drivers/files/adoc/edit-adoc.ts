import { escapeXml } from "../xml/parse-xml.js";
import type { Adoc, AdocSection } from "./adoc.js";
import { entryOf } from "./adoc.js";

/** What a section's keys are to be; null takes a key out. Keys that are not named stay. */
export type AdocValues = Readonly<Record<string, string | null>>;

/** A section as it is to be written: one that was read, changed or not, or a new one. */
export type WrittenSection =
  | { readonly section: AdocSection; readonly values?: AdocValues }
  | { readonly type: string; readonly name: string; readonly values: Readonly<Record<string, string>> };

/**
 * The text of a file with these sections in this order. What is not changed stays as it is: bytes, order, line ends, keys
 * that nobody knows.
 *
 * @throws RangeError if a name or value can't be written in one line
 * @example withSections(adoc, adoc.sections.map((section) => ({ section }))) === adoc.source.text
 */
export function withSections(adoc: Adoc, written: readonly WrittenSection[]): string {
  const { source, sections, notation } = adoc;
  const first = sections[0]?.start ?? endOfGlobals(adoc);
  const last = sections.at(-1)?.end ?? first;
  const newline = /\r\n/.test(source.text) ? "\r\n" : "\n";
  const isMoved = written.some((one, i) => !("section" in one) || one.section !== sections[i]);
  const chunks = written.map((one) => {
    const chunk = "section" in one ? changed(adoc, one.section, one.values ?? {}, newline) : made(adoc, one, newline);
    return isMoved && notation === "text" ? ended(chunk, newline) : chunk;
  });
  return source.text.slice(0, first) + chunks.join("") + source.text.slice(last);
}

function changed({ source, notation }: Adoc, section: AdocSection, values: AdocValues, newline: string): string {
  const edits: { start: number; end: number; text: string }[] = [];
  for (const [key, value] of Object.entries(values)) {
    const entry = entryOf(section, key);
    if (value === null) {
      if (entry !== undefined)
        edits.push({ ...withSpaceBefore(source.text, entry.start, notation), end: entry.end, text: "" });
    } else if (entry !== undefined) {
      const { valueStart, valueEnd } = entry;
      edits.push({ start: valueStart, end: valueEnd, text: plain(value, notation) });
    } else {
      const { entriesEnd } = section;
      edits.push({
        start: entriesEnd,
        end: entriesEnd,
        text: line(source.text, entriesEnd, key, value, notation, newline),
      });
    }
  }
  edits.sort((a, b) => a.start - b.start || a.end - b.end);
  let text = "";
  let at = section.start;
  for (const edit of edits) {
    text += source.text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + source.text.slice(at, section.end);
}

/** An entry to be put in behind a place. */
function line(text: string, before: number, key: string, value: string, notation: Adoc["notation"], newline: string) {
  if (notation === "xml") return `${newline}    <${key}>${plain(value, notation)}</${key}>`;
  const isOpen = before > 0 && text[before - 1] !== "\n";
  return `${isOpen ? newline : ""}${key} = ${plain(value, notation)}${newline}`;
}

function made({ notation }: Adoc, { type, name, values }: Extract<WrittenSection, { type: string }>, newline: string) {
  const entries = Object.entries(values);
  if (notation === "text") {
    const lines = entries.map(([key, value]) => `${key} = ${plain(value, notation)}`);
    return [`[${type} = ${plain(name, notation)}]`, ...lines, ""].join(newline);
  }
  const lines = entries.map(([key, value]) => `    <${key}>${plain(value, notation)}</${key}>`);
  return ["", `  <${type} name="${plain(name, notation)}">`, ...lines, `  </${type}>`].join(newline);
}

/** A section that another one can follow. */
function ended(chunk: string, newline: string): string {
  if (/\n\s*\n$/.test(chunk)) return chunk;
  return chunk.endsWith("\n") ? chunk + newline : chunk + newline + newline;
}

function plain(text: string, notation: Adoc["notation"]): string {
  if (/[\r\n\0]/.test(text)) throw new RangeError("a value of more than one line can't be written");
  return notation === "xml" ? escapeXml(text) : text;
}

function withSpaceBefore(text: string, start: number, notation: Adoc["notation"]) {
  if (notation === "text") return { start };
  let at = start;
  while (at > 0 && /\s/.test(text[at - 1]!)) at--;
  return { start: at };
}

function endOfGlobals({ source, globals, notation }: Adoc): number {
  if (notation === "text") return source.text.length;
  const end = source.text.lastIndexOf("</");
  const after = globals.at(-1)?.end ?? 0;
  const close = source.text.indexOf("</PreData>", after);
  return close >= 0 ? close + "</PreData>".length : end;
}
