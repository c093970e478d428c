import { z } from "zod";
import { operationParameters } from "./operations/parameters.js";

/** `driver` in a configuration file with `kind: serialem`. */
export const serialEmOptions = z.strictObject({
  host: z.string().min(1).default("127.0.0.1").describe("Computer on which SerialEM runs."),
  port: z.int().min(1).max(65_535).default(48_888).describe("Port of its external control."),
  alarm_after_seconds: z
    .number()
    .positive()
    .default(180)
    .describe("An alarm sounds as often as a command has waited for so long."),
  movies: z
    .string()
    .min(1)
    .optional()
    .describe("Folder in which movies appear on this machine: the evidence. Left out: nothing is evident."),
  movies_folder: z
    .string()
    .regex(/^[A-Za-z]:\\/, "expected an absolute Windows path, such as X:\\frames")
    .optional()
    .describe("The same folder on SerialEM's computer, which is set at the start. Left out: as it is set."),
  paths: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe("Folders of SerialEM's computer, such as X:\\, and where this machine has them."),
  slots: z
    .record(z.string(), z.int().min(1).max(64))
    .optional()
    .describe("Slot of each grid by its id. Left out: in the order in which the finder tells of them."),
  shots_file: z
    .string()
    .min(1)
    .optional()
    .describe("File that what each shot was made with is written to, a line each."),
  stop_file: z.string().min(1).optional().describe("File that the operator's STOP is latched in, over restarts."),
  ...operationParameters.shape,
});

export type SerialEmOptions = z.output<typeof serialEmOptions>;
