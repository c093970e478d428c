import { z } from "zod";

const micrometers = z.number().positive();

/** How the operations are carried out at a microscope: what differs between facilities and is no preset of SerialEM's. */
export const operationParameters = z.strictObject({
  atlas: z
    .strictObject({
      pieces: z
        .tuple([z.int().min(1), z.int().min(1)])
        .default([5, 5])
        .describe("Pieces in x and y."),
      folder: z.string().min(1).default("X:\\atlas").describe("Windows folder for the montages."),
      imaging_state: z.string().min(1).optional().describe("SerialEM's imaging state for it. Left out: as it is set."),
    })
    .prefault({})
    .describe("The montage of a grid."),
  square: z
    .strictObject({
      eucentricity: z
        .union([z.literal(1), z.literal(2), z.literal(3)])
        .default(1)
        .describe("1 rough, 2 fine, 3 both."),
      image: z.enum(["Search", "View"]).default("Search").describe("The area that its image is taken with."),
    })
    .prefault({})
    .describe("Going to a square."),
  group: z
    .strictObject({
      view: z.boolean().default(true).describe("Whether a View image is taken."),
      align_to: z
        .string()
        .regex(/^[A-T]$/)
        .optional()
        .describe("Buffer that the view is aligned to. Left out: none."),
      autofocus: z.boolean().default(true).describe("Whether it focuses."),
      target_defocus_micrometers: z
        .array(z.number().min(-200).max(50))
        .min(1)
        .default([-1.5])
        .describe("Defocus that is aimed at, one group after the other."),
      drift_rate_angstrom: z
        .number()
        .positive()
        .optional()
        .describe("Waits until drift is below it, ångström a second. Left out: does not."),
      drift_wait_seconds: z.number().positive().default(90).describe("Longest such wait."),
    })
    .prefault({})
    .describe("Going to a group."),
  shot: z
    .strictObject({
      coma_calibration: z.boolean().default(false).describe("SerialEM has one, so beam tilt follows image shift."),
      most_shift_micrometers: micrometers.default(12).describe("Largest image shift with a coma calibration."),
      most_shift_without_micrometers: micrometers.default(3).describe("Largest image shift without one."),
      shift_tolerance_micrometers: micrometers.default(0.2).describe("How far off it may be read back."),
      settle_factor: z.number().min(0).default(1).describe("Times SerialEM's own wait after an image shift."),
      least_mean_counts: z.number().min(0).default(1).describe("A movie that is darker is none."),
      tilt_defocus_sign: z
        .union([z.literal(1), z.literal(-1)])
        .default(1)
        .describe("Which way defocus goes with y on a tilted stage: measured once at a microscope."),
    })
    .prefault({})
    .describe("Shots by image shift."),
  tilts: z
    .strictObject({
      track: z.boolean().default(true).describe("Whether each tilt's view is aligned to the one before."),
      autofocus_every: z.int().min(0).default(0).describe("Focuses before each so manieth tilt; 0: never."),
    })
    .prefault({})
    .describe("Tilt series."),
  guards: z
    .strictObject({
      poll_seconds: z.number().positive().max(600).default(30).describe("How often a refill is looked at."),
      wait_for_pump: z.boolean().default(true).describe("Whether it waits for the pre-vacuum pump."),
    })
    .prefault({})
    .describe("What is looked at before each acquisition."),
});

export type OperationParameters = z.output<typeof operationParameters>;
