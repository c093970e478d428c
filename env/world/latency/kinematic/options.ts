import { z } from "zod";
import { quantity } from "../../../scenario/quantity.js";
import { jitter } from "../jitter.js";
import { stepNames } from "./step.js";

const time = quantity("s");
const length = quantity("m");
const timeAboveZero = time.refine((seconds) => seconds > 0, "expected a time above 0, such as '2.5 s'");
const speed = quantity("m/s").refine((value) => value > 0, "expected a speed above 0, such as '100 um/s'");
const acceleration = quantity("m/s^2").refine(
  (value) => value > 0,
  "expected an acceleration above 0, such as '50 um/s^2'",
);
const share = z.number({ error: "expected a share from 0 to 0.9" }).min(0).max(0.9);

const maintenanceTask = z
  .strictObject({
    every: timeAboveZero.describe("Time on the session's clock from one to the next. The first one is due after it."),
    takes: time.describe("How long it takes, on average."),
  })
  .refine(({ every, takes }) => takes <= every / 4, "it must take at most a quarter of the time between two of them");

/**
 * Options of the latency model `kinematic`. Every one has a default, those of a Krios with a fast camera; the presets in
 * `scenarios/microscopes` give the figures of particular set-ups. docs/time.md has the same as a table.
 */
export const kinematicOptions = z.strictObject({
  grid: z
    .strictObject({
      exchange: timeAboveZero
        .prefault("3.9 min")
        .describe("Bringing another grid from the cassette onto the stage. Above 0. Default: 3.9 min."),
      atlas: time.prefault("8.1 min").describe("Survey of a grid: its atlas. Default: 8.1 min."),
    })
    .prefault({}),
  stage: z
    .strictObject({
      speed: speed.prefault("100 um/s").describe("Top speed. Above 0. Default: 100 um/s."),
      acceleration: acceleration
        .prefault("200 um/s^2")
        .describe("Acceleration, and slowing down. Above 0. Default: 200 um/s^2."),
      settle: timeAboveZero.prefault("5 s").describe("Wait after each stage move. Above 0. Default: 5 s."),
      backlash: length
        .prefault("5 um")
        .describe("Overshoot with which each stage move ends, to come in from one side. Default: 5 um; 0 um: none."),
    })
    .prefault({}),
  square: z
    .strictObject({
      eucentric_height: time
        .prefault("40 s")
        .describe("Finding the eucentric height whenever a square is entered. Default: 40 s."),
      image: time.prefault("10 s").describe("Survey of a square: the image that shows its holes. Default: 10 s."),
    })
    .prefault({}),
  group: z
    .strictObject({
      image: time.prefault("6 s").describe("Image of a group whenever it is entered. Default: 6 s."),
      changeover: time
        .prefault("0 s")
        .describe("On top where one comes from another group of the same square. Default: 0 s."),
    })
    .prefault({}),
  focus: z
    .strictObject({
      time: time.prefault("15 s").describe("One autofocus. Default: 15 s."),
      every: length
        .prefault("8 um")
        .describe(
          "Groups not farther than this from the last one keep its focus. Default: 8 um; 0 um: focus each time.",
        ),
      fail_share: share.prefault(0).describe("Share of autofocus tries that fail and are repeated. Default: 0."),
      tries: z
        .int()
        .min(1)
        .max(10)
        .prefault(3)
        .describe("Tries after which one goes on with the focus as it is. Default: 3."),
    })
    .prefault({}),
  drift: z
    .strictObject({
      wait: time.prefault("5 s").describe("Wait for the drift to calm down after a group was entered. Default: 5 s."),
      long_share: share.prefault(0).describe("Share of groups whose drift takes longer to calm down. Default: 0."),
      long_wait: time.prefault("60 s").describe("Wait in these. Default: 60 s."),
    })
    .prefault({}),
  image_shift: z
    .strictObject({
      time: time.prefault("0 s").describe("Shifting image and beam from hole to hole. Default: 0 s."),
      delay: time.prefault("0.5 s").describe("Wait after each shift. Default: 0.5 s."),
      within_hole: time
        .prefault("0.1 s")
        .describe("Shift to a position in a hole and wait, where holes have several. Default: 0.1 s."),
    })
    .refine((shift) => shift.time + shift.delay > 0, "'time' and 'delay' must not both be 0")
    .prefault({}),
  camera: z
    .strictObject({
      exposure: timeAboveZero.prefault("2.5 s").describe("One exposure. Above 0. Default: 2.5 s."),
      overhead: time.prefault("3 s").describe("Camera and software with each exposure. Default: 3 s."),
    })
    .prefault({}),
  maintenance: z
    .strictObject({
      refill: maintenanceTask.optional().describe("Refilling liquid nitrogen. Default: never."),
      zero_loss: maintenanceTask.optional().describe("Re-tuning the energy filter's zero-loss peak. Default: never."),
    })
    .prefault({}),
  jitter: z
    .union(
      [
        jitter,
        z.strictObject(Object.fromEntries([...stepNames, "maintenance"].map((name) => [name, jitter.optional()]))),
      ],
      {
        error: `expected a number from 0 to 1.5 for all steps, or one for each of ${[...stepNames, "maintenance"].join(", ")}`,
      },
    )
    .prefault(0)
    .describe(
      "Scatter of drawn times: standard deviation of their logarithm, their mean is kept; one number for all steps, or one for each named one. Default: 0.",
    ),
});

/** What {@link kinematicOptions} makes of a scenario's mapping: seconds and metres. */
export type KinematicOptions = z.output<typeof kinematicOptions>;
