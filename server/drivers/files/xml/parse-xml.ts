import sax from "sax";
import type { SourceText } from "../source-text.js";
import type { XmlElement } from "./xml-element.js";

/** Deeper nesting is refused: EPU's files have some twenty levels. */
const MOST_DEPTH = 256;

interface Open {
  readonly tag: sax.Tag;
  readonly children: XmlElement[];
  readonly start: number;
  readonly contentStart: number;
  text: string;
}

/**
 * Reads an XML file as the control software of microscopes writes them: elements, attributes, text, comments and CDATA.
 * A document type is refused, so nothing is ever expanded or fetched.
 *
 * @returns the root
 * @throws LocatedError at the first place that is not well-formed
 * @example parseXml(readText("image.xml")).name
 */
export function parseXml(source: SourceText): XmlElement {
  const parser = sax.parser(true, { strictEntities: true } as sax.SAXOptions);
  const open: Open[] = [];
  let root: XmlElement | undefined;
  // Its position is that of the next character, where a tag starts that of the one after '<'.
  const begin = () => parser.startTagPosition - 1;
  parser.onerror = ({ message }) => {
    const within = open.at(-1)?.tag.name;
    const [problem] = message.split("\n");
    if (problem === "Unclosed root tag") throw source.error(source.text.length, `the file ends within <${within}>`);
    if (problem === "Unexpected close tag") {
      throw source.error(begin(), `${source.text.slice(begin(), parser.position)}; expected </${within}>`);
    }
    const where = within === undefined ? "" : ` in <${within}>`;
    throw source.error(Math.max(0, parser.position - 1), `not well-formed XML${where}: ${problem}`);
  };
  parser.ondoctype = () => {
    throw source.error(begin(), "a document type; expected elements only");
  };
  parser.onopentag = (tag) => {
    if (root !== undefined) throw source.error(begin(), "a second root element");
    if (open.length >= MOST_DEPTH) throw source.error(begin(), `more than ${MOST_DEPTH} elements deep`);
    open.push({ tag: tag as sax.Tag, children: [], start: begin(), contentStart: parser.position, text: "" });
  };
  parser.ontext = (text) => {
    const within = open.at(-1);
    if (within !== undefined) within.text += text;
  };
  parser.oncdata = (text) => {
    const within = open.at(-1);
    if (within === undefined) throw source.error(Math.max(0, parser.position - 1), "CDATA outside of all elements");
    within.text += text;
  };
  parser.onclosetag = () => {
    const { tag, children, start, contentStart, text } = open.pop()!;
    const end = parser.position;
    const element: XmlElement = {
      name: tag.name.slice(tag.name.indexOf(":") + 1),
      attributes: new Map(Object.entries(tag.attributes)),
      children,
      text,
      start,
      end,
      contentStart,
      contentEnd: tag.isSelfClosing ? end : begin(),
    };
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  };
  parser.write(source.text).close();
  if (root === undefined) throw source.error(source.text.length, "no element; expected XML");
  return root;
}

/** A text as it stands in an element or attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot" }[character]};`);
}
