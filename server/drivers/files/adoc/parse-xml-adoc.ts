import type { SourceText } from "../source-text.js";
import { parseXml } from "../xml/parse-xml.js";
import type { XmlElement } from "../xml/xml-element.js";
import type { Adoc, AdocEntry, AdocSection } from "./adoc.js";

/** Holds what stands before the first section in the other notation. */
const GLOBALS = "PreData";

/**
 * Reads the XML notation: a root, `<PreData>`, and an element a section, such as `<Item name="1-A">`.
 *
 * @throws LocatedError where it is not well-formed, or a section has no name
 */
export function parseXmlAdoc(source: SourceText): Adoc {
  const root = parseXml(source);
  const globals: AdocEntry[] = [];
  const sections: AdocSection[] = [];
  let start = root.contentStart;
  for (const element of root.children) {
    if (element.name === GLOBALS) {
      globals.push(...element.children.map((child) => entry(source, child)));
      start = element.end;
      continue;
    }
    const name = element.attributes.get("name");
    if (name === undefined) throw source.error(element.start, `<${element.name}> has no attribute 'name'`);
    const entries = element.children.map((child) => entry(source, child));
    const entriesEnd = element.children.at(-1)?.end ?? element.contentStart;
    sections.push({ type: element.name, name, entries, at: element.start, start, end: element.end, entriesEnd });
    start = element.end;
  }
  return { source, notation: "xml", globals, sections };
}

function entry(source: SourceText, element: XmlElement): AdocEntry {
  if (element.children.length > 0)
    throw source.error(element.start, `<${element.name}> holds elements; expected a value`);
  const lead = source.text.slice(element.contentStart, element.contentEnd);
  const trimmed = lead.trim();
  const valueStart = element.contentStart + (trimmed === "" ? 0 : lead.indexOf(trimmed));
  const value = element.text.trim();
  return {
    key: element.name,
    value,
    start: element.start,
    end: element.end,
    valueStart,
    valueEnd: valueStart + trimmed.length,
  };
}
