import type { RegistryEntry } from "../../registry.js";

/**
 * A way to divide the holes of one square into groups that image shift reaches from one stage position each. The same
 * holes give the same groups, on every machine.
 */
export interface Grouping {
  /**
   * @param xMicrometers [holes] stage position
   * @param yMicrometers [holes]
   * @param radiusMicrometers how far image shift reaches from the middle of a group: each group fits into a circle of
   *   this radius
   * @returns [holes] number of each hole's group: 0, 1, … in the order in which to visit them, none without a hole
   * @throws RangeError if a position is not finite, the arrays differ in length or the radius is not above 0
   * @example grouping.form(Float64Array.of(0, 2.5, 40), Float64Array.of(0, 0, 0), 12) // [0, 0, 1]
   */
  form(xMicrometers: Float64Array, yMicrometers: Float64Array, radiusMicrometers: number): Int32Array;
  /** Holes within a square of this side, however it lies, never make more groups. */
  mostGroups(sideMicrometers: number, radiusMicrometers: number): number;
}

/** A grouping by name: one file of `kinds/` each. */
export interface GroupingKind extends RegistryEntry, Grouping {}

/** @throws RangeError for what no grouping can work with */
export function checkHoles(x: Float64Array, y: Float64Array, radiusMicrometers: number): void {
  if (!(radiusMicrometers > 0) || radiusMicrometers === Number.POSITIVE_INFINITY) {
    throw new RangeError(`the image-shift radius is ${radiusMicrometers} µm; expected a finite number above 0`);
  }
  if (x.length !== y.length) {
    throw new RangeError(`${x.length} x and ${y.length} y positions; expected one of each for each hole`);
  }
  for (let hole = 0; hole < x.length; hole++) {
    if (!Number.isFinite(x[hole]!) || !Number.isFinite(y[hole]!)) {
      throw new RangeError(`hole ${hole} lies at (${x[hole]}, ${y[hole]}) µm; expected finite stage positions`);
    }
  }
}
