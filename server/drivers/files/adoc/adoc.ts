import { quoted, type SourceText } from "../source-text.js";

/** `key = value`, and where the value stands in the text, ends exclusive. */
export interface AdocEntry {
  readonly key: string;
  /** As it stands there, entities of XML resolved. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** `[type = name]` with its entries. Sections follow each other without a gap. */
export interface AdocSection {
  readonly type: string;
  readonly name: string;
  readonly entries: readonly AdocEntry[];
  /** Where it is said to stand: its own first character. */
  readonly at: number;
  readonly start: number;
  readonly end: number;
  /** Where an entry can be put in after all others. */
  readonly entriesEnd: number;
}

/**
 * A file in IMOD's autodoc format, in either of its two notations. All of SerialEM's metadata is in it: navigators, `.mdoc`.
 * It says where in the text everything stands, so that what nobody knows or changes stays as it is, byte for byte.
 */
export interface Adoc {
  readonly source: SourceText;
  readonly notation: "text" | "xml";
  /** Before the first section. */
  readonly globals: readonly AdocEntry[];
  readonly sections: readonly AdocSection[];
}

/** The first entry of a key. */
export function entryOf({ entries }: Pick<AdocSection, "entries">, key: string): AdocEntry | undefined {
  return entries.find((entry) => entry.key === key);
}

/** The value of a key; undefined where it is absent or empty. */
export function textOf(section: Pick<AdocSection, "entries">, key: string): string | undefined {
  const value = entryOf(section, key)?.value;
  return value === "" ? undefined : value;
}

/**
 * The numbers of a key.
 *
 * @param count how many there have to be; absent: any number of them
 * @returns undefined where the key is absent
 * @throws LocatedError naming what was expected
 */
export function numbersOf(
  { source }: Adoc,
  section: Pick<AdocSection, "entries">,
  key: string,
  count?: number,
): readonly number[] | undefined {
  const entry = entryOf(section, key);
  if (entry === undefined) return undefined;
  const words = entry.value.split(/\s+/).filter((word) => word !== "");
  const values = words.map((word) => (/^[-+\d.eE]+$/.test(word) ? Number(word) : Number.NaN));
  const expected = count === undefined ? "numbers" : count === 1 ? "a number" : `${count} numbers`;
  if ((count !== undefined && values.length !== count) || !values.every(Number.isFinite))
    throw source.error(entry.valueStart, `${key} is ${quoted(entry.value)}; expected ${expected}`);
  return values;
}

/** The number of a key. @returns undefined where it is absent @throws LocatedError if it is none */
export function numberOf(adoc: Adoc, section: Pick<AdocSection, "entries">, key: string): number | undefined {
  return numbersOf(adoc, section, key, 1)?.[0];
}
