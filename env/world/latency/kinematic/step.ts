import { Phase } from "../phase.js";

/**
 * What a way consists of, in the order in which it happens: the names that the option `jitter` takes. Their numbers are
 * part of recorded results, as durations are drawn by them.
 */
export const stepNames = [
  "exchange",
  "atlas",
  "stage",
  "eucentric_height",
  "square_image",
  "group_image",
  "focus",
  "drift_wait",
  "image_shift",
  "exposure",
] as const;

/** Place of each step in {@link stepNames}. */
export const Step = {
  Exchange: 0,
  Atlas: 1,
  Stage: 2,
  EucentricHeight: 3,
  SquareImage: 4,
  GroupImage: 5,
  Focus: 6,
  DriftWait: 7,
  ImageShift: 8,
  Exposure: 9,
} as const;
export type Step = (typeof Step)[keyof typeof Step];

/** The {@link Phase} of each step. [steps] */
export const stepPhases: readonly Phase[] = [
  Phase.Moving,
  Phase.Surveying,
  Phase.Moving,
  Phase.Focusing,
  Phase.Surveying,
  Phase.Focusing,
  Phase.Focusing,
  Phase.Focusing,
  Phase.Moving,
  Phase.Exposing,
];
