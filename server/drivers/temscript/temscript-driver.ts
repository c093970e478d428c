import { z } from "zod";
import type { DriverKind } from "../instrument.js";
import { manualDriver, manualOptions } from "../manual/manual-driver.js";
import { DryWire } from "./dry-wire.js";
import { HttpWire } from "./http-wire.js";
import { temscriptCheck } from "./temscript-check.js";
import { TemscriptInstrument } from "./temscript-instrument.js";

const url = z
  .string()
  .regex(/^http:\/\/[^/?#@\s]+$/, "expected http://HOST:PORT, such as http://192.168.0.10:8080")
  .refine((text) => URL.canParse(text), { message: "expected http://HOST:PORT, such as http://192.168.0.10:8080" });

/** `driver` in a configuration file with `kind: temscript`. */
export const temscriptOptions = z.strictObject({
  url: url.describe("Where temscript-server listens, http://HOST:PORT; its usual port is 8080."),
  camera: z
    .string()
    .min(1)
    .optional()
    .describe("Camera that takes an image of each square, for its brightness. Left out: none is taken."),
  exposure_seconds: z.number().positive().max(600).default(1).describe("Exposure of that image."),
  binning: z.int().min(1).default(4).describe("Binning of that image."),
  tolerance_micrometers: z
    .number()
    .positive()
    .default(1)
    .describe("How far off an axis may be read back after a move."),
  tolerance_degrees: z.number().positive().default(0.5).describe("The same for tilts."),
  operator: z
    .boolean()
    .default(false)
    .describe("Whether an operator at the driver's terminal loads grids and exposes when asked. Else nobody does."),
  movies: z
    .string()
    .min(1)
    .optional()
    .describe("With 'operator': folder with movies whose names carry their shots, the evidence after a restart."),
  patience_seconds: z.number().positive().max(3600).default(120).describe("So long an answer is waited for."),
});

export type TemscriptOptions = z.output<typeof temscriptOptions>;

/** Drives stage, optics, a survey camera and the blanker of a Thermo Fisher microscope through temscript's own server. */
export const temscriptDriver: DriverKind<typeof temscriptOptions> = {
  name: "temscript",
  summary: "moves stage and optics through temscript's server; can neither load grids nor expose",
  options: temscriptOptions,
  paths: ["movies"],
  canDryRun: true,
  async connect(options, parts = {}) {
    const { findTargets, tellCommand } = parts;
    const { operator, movies } = options;
    const hands = operator ? await manualDriver.connect(handsOptions(movies), parts) : undefined;
    const wire = new HttpWire({ url: options.url, patienceSeconds: options.patience_seconds });
    return new TemscriptInstrument(tellCommand === undefined ? wire : new DryWire(wire, tellCommand), options, {
      ...(findTargets !== undefined && { findTargets }),
      ...(hands !== undefined && { hands }),
    });
  },
  endpoint({ url: at }) {
    const { hostname, port } = new URL(at);
    return { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(port || 80), what: "temscript", isOpen: true };
  },
  folders: ({ movies }) => (movies === undefined ? [] : [{ path: movies, what: "movies", needsWriting: false }]),
  checks: [temscriptCheck],
};

function handsOptions(movies: string | undefined) {
  return manualOptions.parse(movies === undefined ? {} : { movies });
}
