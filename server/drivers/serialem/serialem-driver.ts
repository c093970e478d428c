import type { DriverKind, Instrument } from "../instrument.js";
import { SerialEmInstrument, type SerialEmParts } from "./serialem-instrument.js";
import { type SerialEmOptions, serialEmOptions } from "./serialem-options.js";
import { type FindBelow, SurveyingSerialEm } from "./surveying-serialem.js";

/** What SerialEM's driver is given beside its options. */
export interface SerialEmDriverParts extends SerialEmParts {
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
  /** Sends nothing. */
  async connect(options: SerialEmOptions, parts: SerialEmDriverParts = {}): Promise<Instrument> {
    const { findBelow } = parts;
    return findBelow === undefined
      ? new SerialEmInstrument(options, parts)
      : new SurveyingSerialEm(options, parts, findBelow);
  },
  endpoint: ({ host, port }: SerialEmOptions) => ({ host, port, what: "SerialEM's external control", isOpen: true }),
  folders: ({ movies }: SerialEmOptions) =>
    movies === undefined ? [] : [{ path: movies, what: "movies", needsWriting: false }],
} satisfies DriverKind<typeof serialEmOptions> & Record<string, unknown>;
