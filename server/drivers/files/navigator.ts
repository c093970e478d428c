import type { Adoc, AdocSection } from "./adoc/adoc.js";
import { entryOf, numberOf, numbersOf, textOf } from "./adoc/adoc.js";
import { parseAdoc } from "./adoc/parse-adoc.js";
import { quoted, SourceText } from "./source-text.js";

/** What an item of a navigator is; SerialEM's other types are kept and not used. */
export type NavigatorItemType = "point" | "polygon" | "map" | "other";

/** What a navigator says of an image that was taken as a map. */
export interface NavigatorMap {
  /** A path on the microscope's computer. */
  readonly file: string;
  readonly section: number;
  readonly magnificationIndex: number;
  readonly isMontage: boolean;
  /** Of stage micrometres to pixels, row by row; absent in some files. */
  readonly scaleMatrix?: readonly number[];
}

/** One item of a navigator. Ids are those that SerialEM gives; each key that is not here is kept in the file. */
export interface NavigatorItem {
  readonly label: string;
  readonly type: NavigatorItemType;
  /** Micrometres. */
  readonly stage: { readonly x: number; readonly y: number; readonly z: number };
  /** Corners of a polygon or map, one point otherwise; stage, micrometres. */
  readonly outline: { readonly x: readonly number[]; readonly y: readonly number[] };
  /** Of the item itself, whatever its type. Absent in old files. */
  readonly mapId?: number;
  /** The map that it was drawn on. */
  readonly drawnId?: number;
  readonly groupId?: number;
  /** Whether SerialEM is to acquire there. */
  readonly acquire: boolean;
  /** Where it was picked in a piece of the map that it was drawn on, pixels. */
  readonly inPiece?: { readonly piece: number; readonly x: number; readonly y: number };
  /** A pattern of holes around it: rows and columns. */
  readonly holeArray?: readonly number[];
  readonly map?: NavigatorMap;
  readonly section: AdocSection;
}

/** A navigator file of SerialEM, in either of its notations. */
export interface Navigator {
  readonly adoc: Adoc;
  readonly items: readonly NavigatorItem[];
}

const TYPES: readonly NavigatorItemType[] = ["point", "polygon", "map"];

/**
 * Reads a navigator. Keys that are not used may be anything.
 *
 * @throws LocatedError at the first thing that is wrong; what the file system throws
 * @example (await readNavigator("grid3.nav")).items.filter(({ acquire }) => acquire)
 */
export async function readNavigator(file: string): Promise<Navigator> {
  return parseNavigator(await SourceText.read(file));
}

/** {@link readNavigator} of a text. @throws LocatedError */
export function parseNavigator(source: SourceText): Navigator {
  const adoc = parseAdoc(source);
  if (!adoc.globals.some(({ key }) => key === "AdocVersion"))
    throw source.error(0, "no AdocVersion before the first item; expected a navigator file of SerialEM");
  const sections = adoc.sections.filter(({ type }) => type === "Item");
  return { adoc, items: sections.map((section) => itemOf(adoc, section)) };
}

function itemOf(adoc: Adoc, section: AdocSection): NavigatorItem {
  const { source } = adoc;
  if (section.name === "") throw source.error(section.at, "an item without a label");
  const need = <T>(value: T | undefined, key: string): T => {
    if (value === undefined) throw source.error(section.at, `item ${quoted(section.name)} has no ${key}`);
    return value;
  };
  const number = (key: string) => numberOf(adoc, section, key);
  const [x = 0, y = 0, z = 0] = need(numbersOf(adoc, section, "StageXYZ", 3), "StageXYZ");
  const typeNumber = need(number("Type"), "Type");
  if (!Number.isInteger(typeNumber) || typeNumber < 0)
    throw source.error(entryOf(section, "Type")!.valueStart, "expected Type 0 (point), 1 (polygon), 2 (map) or higher");
  const type = TYPES[typeNumber] ?? "other";
  const [mapId, drawnId, groupId] = [number("MapID"), number("DrawnID"), number("GroupID")];
  const holeArray = numbersOf(adoc, section, "HoleArray");
  const inPiece = numbersOf(adoc, section, "XYinPc", 2);
  return {
    label: section.name,
    type,
    stage: { x, y, z },
    outline: outlineOf(adoc, section, need),
    ...(mapId !== undefined && { mapId }),
    // SerialEM writes 0 for none.
    ...(drawnId !== undefined && drawnId !== 0 && { drawnId }),
    ...(groupId !== undefined && groupId !== 0 && { groupId }),
    acquire: (number("Acquire") ?? 0) !== 0,
    ...(inPiece !== undefined && { inPiece: { piece: number("PieceOn") ?? 0, x: inPiece[0]!, y: inPiece[1]! } }),
    ...(holeArray !== undefined && { holeArray }),
    ...(type === "map" && { map: mapOf(adoc, section, need) }),
    section,
  };
}

type Need = <T>(value: T | undefined, key: string) => T;

function outlineOf(adoc: Adoc, section: AdocSection, need: Need) {
  const count = need(numberOf(adoc, section, "NumPts"), "NumPts");
  const [x, y] = (["PtsX", "PtsY"] as const).map((key) => {
    const values = need(numbersOf(adoc, section, key), key);
    if (values.length !== count)
      throw adoc.source.error(
        entryOf(section, key)!.valueStart,
        `${key} has ${values.length} numbers; expected ${count}, as NumPts says`,
      );
    return values;
  });
  return { x: x!, y: y! };
}

function mapOf(adoc: Adoc, section: AdocSection, need: Need): NavigatorMap {
  const scaleMatrix = numbersOf(adoc, section, "MapScaleMat", 4);
  return {
    file: need(textOf(section, "MapFile"), "MapFile"),
    section: numberOf(adoc, section, "MapSection") ?? 0,
    magnificationIndex: numberOf(adoc, section, "MapMagInd") ?? 0,
    isMontage: (numberOf(adoc, section, "MapMontage") ?? 0) !== 0,
    ...(scaleMatrix !== undefined && { scaleMatrix }),
  };
}
