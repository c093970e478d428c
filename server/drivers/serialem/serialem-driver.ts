import type { DriverKind, DriverParts, Instrument } from "../instrument.js";
import { toTargets } from "../target-finders/to-targets.js";
import { SerialEmHoleFinder } from "./serialem-hole-finder.js";
import { SerialEmInstrument, type SerialEmParts } from "./serialem-instrument.js";
import { type SerialEmOptions, serialEmOptions } from "./serialem-options.js";
import { type FindBelow, SurveyingSerialEm } from "./surveying-serialem.js";

/** What SerialEM's driver is given beside its options. */
export interface SerialEmDriverParts extends SerialEmParts, Pick<DriverParts, "openFinder"> {
  /** With it grids and squares are surveyed on demand. */
  readonly findBelow?: FindBelow;
}

/** Drives a microscope through SerialEM's external control. */
export const serialEmDriver = {
  name: "serialem",
  summary: "drives a microscope through SerialEM's external Python control (port 48888)",
  options: serialEmOptions,
  /** Options that hold paths. */
  paths: ["movies", "shots_file", "stop_file"],
  canDryRun: true,
  lends: true,
  /** Sends nothing. */
  async connect(options: SerialEmOptions, parts: SerialEmDriverParts = {}): Promise<Instrument> {
    const { findBelow, openFinder } = parts;
    if (openFinder !== undefined) return withFinder(options, parts, openFinder);
    return findBelow === undefined
      ? new SerialEmInstrument(options, parts)
      : new SurveyingSerialEm(options, parts, findBelow);
  },
  endpoint: ({ host, port }: SerialEmOptions) => ({ host, port, what: "SerialEM's external control", isOpen: true }),
  folders: ({ movies }: SerialEmOptions) =>
    movies === undefined ? [] : [{ path: movies, what: "movies", needsWriting: false }],
} satisfies DriverKind<typeof serialEmOptions> & Record<string, unknown>;

/** The finder is lent SerialEM's hole finder, and asked again below what was surveyed if it finds not all at once. */
function withFinder(
  options: SerialEmOptions,
  parts: SerialEmParts,
  openFinder: NonNullable<DriverParts["openFinder"]>,
): SerialEmInstrument {
  const serialem = new SerialEmHoleFinder(() => instrument);
  const finder = openFinder({ serialem });
  const findTargets = async () => toTargets(await finder.find({}));
  const findBelow: FindBelow = async ({ id, level, name, stageXMicrometers: x, stageYMicrometers: y }) => {
    const stage = x === undefined || y === undefined ? {} : { stage: { x, y } };
    const parent = { id, level: level === 1 ? 1 : 2, name, ...stage } as const;
    return toTargets(await finder.find({ parent }), new Set([id]));
  };
  const instrument: SerialEmInstrument =
    finder.findsBelow === true
      ? new SurveyingSerialEm(options, { ...parts, findTargets }, findBelow)
      : new SerialEmInstrument(options, { ...parts, findTargets });
  return instrument;
}
