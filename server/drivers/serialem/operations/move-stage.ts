import type { Operating } from "./operating.js";

/** Where the stage is to stand, µm. */
export interface StagePlace {
  readonly x: number;
  readonly y: number;
  /** Absent: the height stays. */
  readonly z?: number;
}

/**
 * Moves the stage with image shift at zero. `SetImageShift` zeroes it; `ResetImageShift` would move the stage. Where it
 * came to stand is for the caller to read back.
 */
export async function moveStage({ scripting }: Operating, { x, y, z }: StagePlace): Promise<void> {
  await scripting.run("SetImageShift", 0, 0);
  await scripting.run("MoveStageTo", x, y, ...(z === undefined ? [] : [z]));
}
