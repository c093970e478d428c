import type { Adoc, AdocSection } from "./adoc/adoc.js";
import { entryOf, numberOf, numbersOf, textOf } from "./adoc/adoc.js";
import { parseAdoc } from "./adoc/parse-adoc.js";
import { quoted, SourceText } from "./source-text.js";

/** One image of an `.mdoc` file; what the file does not say is absent. */
export interface MdocImage {
  /** Stage, micrometres, and tilt, degrees. */
  readonly stage?: { readonly x: number; readonly y: number; readonly z?: number };
  readonly tiltDegrees?: number;
  /** As SerialEM writes it, in the axes and units of its image shift, which are not the stage's. */
  readonly imageShift?: readonly [number, number];
  /** By the microscope's computer, without a time zone, as if it were UTC; milliseconds since 1970. */
  readonly atMilliseconds?: number;
  readonly exposureSeconds?: number;
  readonly defocusMicrometers?: number;
  readonly magnification?: number;
  /** Label of the navigator's item at which it was taken. */
  readonly navigatorLabel?: string;
  /** Of a multiple-shot record: hole and position in it, as SerialEM counts them. */
  readonly multishot?: string;
  /** A path on the microscope's computer. */
  readonly frames?: string;
  /** `[ZValue = 0]` and so on. */
  readonly section: AdocSection;
}

/** A file of SerialEM beside an image or movie. */
export interface Mdoc {
  readonly adoc: Adoc;
  readonly images: readonly MdocImage[];
}

const IMAGE_SECTIONS = new Set(["ZValue", "FrameSet", "Image"]);
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DATE = /^(\d{1,2})-([A-Z][a-z]{2})-(\d{4}|\d{2})\s+(\d{1,2}):(\d{2}):(\d{2})$/;

/**
 * Reads an `.mdoc` file. Keys that are not used may be anything.
 *
 * @throws LocatedError at the first thing that is wrong; what the file system throws
 */
export async function readMdoc(file: string): Promise<Mdoc> {
  return parseMdoc(await SourceText.read(file));
}

/** {@link readMdoc} of a text. @throws LocatedError */
export function parseMdoc(source: SourceText): Mdoc {
  const adoc = parseAdoc(source);
  const sections = adoc.sections.filter(({ type }) => IMAGE_SECTIONS.has(type));
  if (sections.length === 0)
    throw source.error(source.text.length, "no image; expected [ZValue = …], [FrameSet = …] or [Image = …]");
  return { adoc, images: sections.map((section) => imageOf(adoc, section)) };
}

function imageOf(adoc: Adoc, section: AdocSection): MdocImage {
  const position = numbersOf(adoc, section, "StagePosition", 2);
  const z = numberOf(adoc, section, "StageZ");
  const shift = numbersOf(adoc, section, "ImageShift", 2);
  const multishot = textOf(section, "MultishotHoleAndPosition")?.replace(/\s+/g, "-");
  const known = {
    tiltDegrees: numberOf(adoc, section, "TiltAngle"),
    exposureSeconds: numberOf(adoc, section, "ExposureTime"),
    defocusMicrometers: numberOf(adoc, section, "Defocus"),
    magnification: numberOf(adoc, section, "Magnification"),
    navigatorLabel: textOf(section, "NavigatorLabel"),
    multishot,
    frames: textOf(section, "SubFramePath"),
    atMilliseconds: timeOf(adoc, section),
  };
  return {
    ...withoutUndefined(known),
    ...(position !== undefined && { stage: { x: position[0]!, y: position[1]!, ...(z !== undefined && { z }) } }),
    ...(shift !== undefined && { imageShift: [shift[0]!, shift[1]!] as const }),
    section,
  };
}

function timeOf({ source }: Adoc, section: AdocSection): number | undefined {
  const entry = entryOf(section, "DateTime");
  if (entry === undefined || entry.value === "") return undefined;
  const match = DATE.exec(entry.value);
  const month = MONTHS.indexOf(match?.[2] ?? "");
  if (match === null || month < 0)
    throw source.error(entry.valueStart, `DateTime is ${quoted(entry.value)}; expected such as '05-Nov-26  15:22:38'`);
  const [day, year, hour, minute, second] = [1, 3, 4, 5, 6].map((i) => Number(match[i]));
  return Date.UTC(year! < 100 ? 2000 + year! : year!, month, day, hour, minute, second);
}

type Defined<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
