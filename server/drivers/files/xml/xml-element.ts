import type { SourceText } from "../source-text.js";

/** An element of an XML file and where it stands in the text, ends exclusive. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** By name with prefix, entities resolved. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, entities resolved, that of its children left out. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Between its tags; both are {@link end} where it has only one. */
  readonly contentStart: number;
  readonly contentEnd: number;
}

/** The first child of that name. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** The element that a path of names leads to. @example at(image, "microscopeData", "stage", "Position") */
export function at(element: XmlElement, ...path: readonly string[]): XmlElement | undefined {
  let found: XmlElement | undefined = element;
  for (const name of path) found = found && childOf(found, name);
  return found;
}

/** Whether it says that it has no value. */
export function isNil({ attributes }: XmlElement): boolean {
  for (const [name, value] of attributes) if (/(^|:)nil$/.test(name)) return value === "true";
  return false;
}

/** @throws LocatedError if there is no such element */
export function required(source: SourceText, element: XmlElement, ...path: readonly string[]): XmlElement {
  const found = at(element, ...path);
  if (found === undefined) throw source.error(element.start, `<${element.name}> has no <${path.join("/")}>`);
  return found;
}

/** @returns undefined where there is no such element or it is nil @throws LocatedError if it is no finite number */
export function numberAt(source: SourceText, element: XmlElement, ...path: readonly string[]): number | undefined {
  const found = at(element, ...path);
  if (found === undefined || isNil(found)) return undefined;
  const text = found.text.trim();
  const value = text === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value))
    throw source.error(found.contentStart, `<${found.name}> is '${text.slice(0, 40)}'; expected a number`);
  return value;
}

/** @throws LocatedError if there is no such element or it is no finite number */
export function requiredNumber(source: SourceText, element: XmlElement, ...path: readonly string[]): number {
  const value = numberAt(source, element, ...path);
  if (value === undefined) {
    const where = required(source, element, ...path);
    throw source.error(where.start, `<${where.name}> is empty; expected a number`);
  }
  return value;
}

/** The trimmed text of an element, undefined where there is none or it is empty. */
export function textAt(element: XmlElement, ...path: readonly string[]): string | undefined {
  const found = at(element, ...path);
  const text = found?.text.trim();
  return text === "" ? undefined : text;
}
