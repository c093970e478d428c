import { z } from "zod";
import type { DriverKind } from "../instrument.js";
import { ManualInstrument } from "./manual-instrument.js";
import { Operator } from "./operator.js";

/** `driver` in a configuration file with `kind: manual`. */
export const manualOptions = z.strictObject({
  movies: z
    .string()
    .min(1)
    .optional()
    .describe("Folder with movies whose names carry their shots: the evidence after a restart. Left out: none."),
  magnification: z
    .number()
    .positive()
    .default(1)
    .describe("Magnification of the exposures, as the session's record has it."),
  spot_size: z.int().min(1).default(1).describe("Spot size of the exposures, for the record."),
});

export type ManualOptions = z.output<typeof manualOptions>;

/** Shows each directive to an operator, who carries it out by hand and confirms it. */
export const manualDriver: DriverKind<typeof manualOptions> = {
  name: "manual",
  summary: "shows each directive to an operator, who carries it out and confirms",
  options: manualOptions,
  paths: ["movies"],
  canDryRun: true,
  async connect(options, { findTargets, terminal, tellCommand } = {}) {
    const operator = tellCommand === undefined ? new Operator(terminal ?? console(process)) : { tell: tellCommand };
    return new ManualInstrument(operator, options, findTargets);
  },
  folders: ({ movies }) => (movies === undefined ? [] : [{ path: movies, what: "movies", needsWriting: false }]),
};

function console({ stdin, stdout }: typeof process) {
  return { input: stdin, output: stdout };
}
