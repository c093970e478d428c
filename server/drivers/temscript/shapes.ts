import { z } from "zod";

const finite = z.number();
const pair = z.tuple([finite, finite]);

/** Axes of the stage: metres, tilts in radians. */
export const AXES = ["x", "y", "z", "a", "b"] as const;

export type Axis = (typeof AXES)[number];

/** Part of a stage position, metres and radians. */
export type StagePosition = Readonly<Partial<Record<Axis, number>>>;

const all = {
  version: z.string(),
  family: z.string(),
  stage_status: z.string(),
  stage_position: z.looseObject({ x: finite, y: finite, z: finite, a: finite, b: finite.optional() }),
  stage_limits: z.looseObject({ x: pair, y: pair, z: pair.optional(), a: pair.optional(), b: pair.optional() }),
  vacuum: z.looseObject({ status: z.string(), column_valves_open: z.boolean() }),
  column_valves_open: z.boolean(),
  beam_blanked: z.boolean(),
  indicated_magnification: finite,
  magnification_index: z.int(),
  spot_size_index: z.int(),
  defocus: finite,
  image_shift: pair,
  cameras: z.record(z.string(), z.looseObject({ binnings: z.array(z.int()).optional() })),
  camera_param: z.looseObject({ "exposure(s)": finite, binning: z.int() }),
  acquire: z.record(
    z.string(),
    z.looseObject({
      width: z.int().positive(),
      height: z.int().positive(),
      type: z.string(),
      endianness: z.enum(["LITTLE", "BIG"]),
      encoding: z.literal("BASE64"),
      data: z.string(),
    }),
  ),
} as const;

/** What is read, by name. */
export type Answers = { readonly [Name in keyof typeof all]: z.output<(typeof all)[Name]> };

/** What temscript answers, by name below `/v1/`; a holder without a second tilt has no `b`. */
export const shapes: { readonly [Name in keyof Answers]: z.ZodType<Answers[Name]> } = all;
