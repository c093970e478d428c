import { quoted, type SourceText } from "../source-text.js";
import type { XmlElement } from "./xml-element.js";

/** Deeper nesting is refused: EPU's files have some twenty levels. */
const MOST_DEPTH = 256;
const NAME = /[A-Za-z_:\u00b7-\uffff][\w:.\u00b7-\uffff-]*/y;
const SPACE = /\s*/y;
const ATTRIBUTE = /\s+([A-Za-z_:\u00b7-\uffff][\w:.\u00b7-\uffff-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const ENTITY = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));|&/g;
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

interface Open {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  readonly start: number;
  readonly contentStart: number;
  text: string;
}

/**
 * Reads an XML file as the control software of microscopes writes them: elements, attributes, text, comments and CDATA.
 * A document type is refused, so nothing is ever expanded or fetched. Everything else goes by this function's type alone,
 * so that a library can take its place.
 *
 * @returns the root
 * @throws LocatedError at the first place that is not well-formed
 */
export function parseXml(source: SourceText): XmlElement {
  return new Reader(source).read();
}

class Reader {
  readonly #text: string;
  readonly #open: Open[] = [];
  #at = 0;
  #root: XmlElement | undefined;

  constructor(readonly source: SourceText) {
    this.#text = source.text;
  }

  read(): XmlElement {
    if (this.#text.startsWith("\ufeff")) this.#at = 1;
    while (this.#at < this.#text.length) {
      const next = this.#text.indexOf("<", this.#at);
      this.#characters(next < 0 ? this.#text.length : next);
      if (next >= 0) this.#markup();
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined)
      throw this.source.error(this.#at, `the file ends within <${unclosed.tag}>; expected </${unclosed.tag}>`);
    if (this.#root === undefined) throw this.source.error(this.#at, "no element; expected XML");
    return this.#root;
  }

  #characters(end: number): void {
    const raw = this.#text.slice(this.#at, end);
    const open = this.#open.at(-1);
    if (open === undefined) {
      const wrong = raw.search(/\S/);
      if (wrong >= 0) throw this.source.error(this.#at + wrong, `${quoted(raw.trim())} outside of all elements`);
    } else open.text += this.#resolve(raw, this.#at);
    this.#at = end;
  }

  #markup(): void {
    if (this.#skips("<!--", "-->") || this.#skips("<?", "?>")) return;
    if (this.#text.startsWith("<![CDATA[", this.#at)) this.#cdata();
    else if (this.#text.startsWith("<!", this.#at))
      throw this.source.error(this.#at, "a document type or declaration; expected elements only");
    else if (this.#text.startsWith("</", this.#at)) this.#endTag();
    else this.#startTag();
  }

  #skips(opening: string, closing: string): boolean {
    if (!this.#text.startsWith(opening, this.#at)) return false;
    this.#at = this.#after(closing, opening);
    return true;
  }

  #cdata(): void {
    const open = this.#open.at(-1);
    if (open === undefined) throw this.source.error(this.#at, "CDATA outside of all elements");
    const end = this.#after("]]>", "<![CDATA[");
    open.text += this.#text.slice(this.#at + "<![CDATA[".length, end - "]]>".length);
    this.#at = end;
  }

  #after(closing: string, opening: string): number {
    const end = this.#text.indexOf(closing, this.#at + opening.length);
    if (end < 0) throw this.source.error(this.#at, `'${opening}' is not closed; expected '${closing}'`);
    return end + closing.length;
  }

  #startTag(): void {
    const start = this.#at;
    if (this.#root !== undefined && this.#open.length === 0) throw this.source.error(start, "a second root element");
    if (this.#open.length >= MOST_DEPTH) throw this.source.error(start, `more than ${MOST_DEPTH} elements deep`);
    this.#at++;
    const tag = this.#take(NAME);
    if (tag === undefined) throw this.source.error(this.#at, "expected an element's name after '<'");
    const attributes = this.#attributes(tag);
    this.#take(SPACE);
    if (this.#text.startsWith("/>", this.#at)) {
      this.#at += 2;
      const end = this.#at;
      this.#close({ tag, attributes, children: [], start, contentStart: end, text: "" }, end);
    } else if (this.#text[this.#at] === ">") {
      this.#at++;
      this.#open.push({ tag, attributes, children: [], start, contentStart: this.#at, text: "" });
    } else throw this.source.error(this.#at, `<${tag}> is not well-formed; expected an attribute, '>' or '/>'`);
  }

  #attributes(tag: string): Map<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      ATTRIBUTE.lastIndex = this.#at;
      const match = ATTRIBUTE.exec(this.#text);
      if (match === null) return attributes;
      const [whole, name = "", double, single] = match;
      if (attributes.has(name)) throw this.source.error(this.#at, `<${tag}> has the attribute '${name}' twice`);
      attributes.set(name, this.#resolve(double ?? single ?? "", this.#at));
      this.#at += whole.length;
    }
  }

  #endTag(): void {
    const start = this.#at;
    this.#at += 2;
    const tag = this.#take(NAME);
    this.#take(SPACE);
    const open = this.#open.pop();
    if (tag === undefined || this.#text[this.#at] !== ">") throw this.source.error(start, "an end tag without '>'");
    if (open === undefined) throw this.source.error(start, `</${tag}> ends nothing`);
    if (open.tag !== tag) throw this.source.error(start, `</${tag}>; expected </${open.tag}>`);
    this.#at++;
    this.#close(open, start);
  }

  #close({ tag, attributes, children, text, start, contentStart }: Open, contentEnd: number): void {
    const name = tag.slice(tag.indexOf(":") + 1);
    const element = { name, attributes, children, text, start, end: this.#at, contentStart, contentEnd };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    if (match !== undefined) this.#at += match.length;
    return match;
  }

  #resolve(raw: string, offset: number): string {
    if (!raw.includes("&")) return raw;
    return raw.replace(ENTITY, (whole, name?: string, decimal?: string, hex?: string, at?: number) => {
      if (name !== undefined) return NAMED[name]!;
      const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? "", 16);
      if (whole === "&" || !(code > 0 && code <= 0x10ffff))
        throw this.source.error(offset + (at ?? 0), `${quoted(raw.slice(at, (at ?? 0) + 12))} is no known entity`);
      return String.fromCodePoint(code);
    });
  }
}

/** A text as it stands in an element or attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot" }[character]};`);
}
