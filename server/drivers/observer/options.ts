import { isAbsolute } from "node:path";
import { z } from "zod";
import { groupingKeys } from "../target-finders/grouping-options.js";

const path = z.string().refine(isAbsolute, "expected an absolute path");
const grid = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "expected 1 to 64 of A–Z, a–z, 0–9, '.', '_' and '-'");

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

/** What the observer reads; folders as this computer sees them. */
export const observerOptions = z
  .strictObject({
    navigators: z
      .array(z.strictObject({ grid: grid.describe("The grid that it is of."), file: path }))
      .default([])
      .describe("Navigators of SerialEM, a grid each."),
    frames: z
      .array(
        z.strictObject({
          grid,
          folder: path.describe("Searched with all folders in it."),
          movies: z
            .string()
            .refine(isPattern, "expected a regular expression")
            .optional()
            .describe("Regular expression: only movies whose names match are exposures. Left out: all."),
        }),
      )
      .default([])
      .describe("Folders in which SerialEM saves movies with their .mdoc files."),
    names: z
      .array(
        z.strictObject({
          grid,
          folder: path.describe("Searched with all folders in it."),
          pattern: z
            .string()
            .refine(isPattern, "expected a regular expression")
            .refine(
              (text) => text.includes("(?<hole>"),
              "expected a part (?<hole>…); (?<square>…) and (?<group>…) may be there",
            )
            .describe(
              "Regular expression of exposures' names, with parts named hole and, if there are any, square and group.",
            ),
        }),
      )
      .default([])
      .describe("Folders in which movies' names alone tell of the exposures, as with Leginon."),
    epu: z
      .array(z.strictObject({ grid, folder: path.describe("The session's folder, with EpuSession.dm in it.") }))
      .default([])
      .describe("Sessions of EPU."),
    since: z.iso
      .datetime({ offset: true, local: true })
      .optional()
      .describe("What was exposed before is left out. Left out: nothing is."),
    poll_seconds: z.number().min(0.01).max(3600).default(5).describe("How often files are looked at."),
    unreachable_seconds: z
      .number()
      .min(0)
      .default(60)
      .describe("A folder or navigator that is away for so long is a fault."),
    match_micrometers: z
      .number()
      .positive()
      .default(0.5)
      .describe("So near to a known hole an exposure without a label is one of that hole."),
    image_shift_to_stage: z
      .array(z.number())
      .length(4)
      .optional()
      .describe("Stage micrometres of a unit of image shift, row by row; left out: image shift tells no place."),
    ...groupingKeys,
  })
  .refine(({ navigators, frames, names, epu }) => [navigators, frames, names, epu].some((all) => all.length > 0), {
    message: "expected at least one of navigators, frames, names and epu",
  });

export type ObserverOptions = z.output<typeof observerOptions>;
