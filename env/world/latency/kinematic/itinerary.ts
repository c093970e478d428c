import type { TargetTree } from "../../../tree/target-tree.js";
import type { KinematicOptions } from "./options.js";
import { stageMoveSeconds } from "./stage-motion.js";
import { GRID, GROUP, HOLE, SQUARE, stageDistanceMicrometers, stageRow } from "./stage-place.js";
import { Step, stepNames } from "./step.js";

const MICROMETERS = 1e6;

/**
 * What a way from one place to a target consists of, and how long each step is expected to take, maintenance aside. The
 * way goes down the tree level by level, the stage by each node's own place, so that a way takes as long as its parts.
 *
 * @example
 * const itinerary = new Itinerary(options);
 * itinerary.plan(tree, place, hole);
 * itinerary.seconds[Step.Focus]; // 0 if it needs none
 */
export class Itinerary {
  /** Expected seconds of each {@link Step} of the way planned last; 0 for a step that it lacks. */
  readonly seconds = new Float64Array(stepNames.length);
  /** Seconds of a stage move by its distance in micrometres. */
  readonly moveSeconds: (distanceMicrometers: number) => number;
  /** Expected seconds of an autofocus, its repetitions included. */
  readonly focusSeconds: number;
  readonly driftSeconds: number;
  readonly #shiftSeconds: number;
  readonly #exposureSeconds: number;
  readonly #refocusMicrometers: number;
  readonly #options: KinematicOptions;

  constructor(options: KinematicOptions) {
    const { stage, focus, drift, image_shift, camera } = options;
    this.#options = options;
    this.moveSeconds = stageMoveSeconds({
      speedMicrometersPerSecond: stage.speed * MICROMETERS,
      accelerationMicrometersPerSecondSquared: stage.acceleration * MICROMETERS,
      settleSeconds: stage.settle,
      backlashMicrometers: stage.backlash * MICROMETERS,
    });
    const tries = Array.from({ length: focus.tries }, (_, nth) => focus.fail_share ** nth);
    this.focusSeconds = focus.time * tries.reduce((sum, share) => sum + share, 0);
    this.driftSeconds = drift.wait + drift.long_share * (drift.long_wait - drift.wait);
    this.#shiftSeconds = image_shift.time + image_shift.delay;
    this.#exposureSeconds = camera.exposure + camera.overhead;
    this.#refocusMicrometers = focus.every * MICROMETERS;
  }

  /** Expected seconds of entering a hole or a position from its parent, the exposure included where it is the leaf. */
  enterSeconds(tree: TargetTree, level: number): number {
    const leaf = level === tree.leafLevel ? this.#exposureSeconds : 0;
    return leaf + (level === HOLE ? this.#shiftSeconds : this.#options.image_shift.within_hole);
  }

  /**
   * Fills {@link seconds} for a way. All are 0 if the stage stands in the target already.
   *
   * @returns their sum
   */
  plan(tree: TargetTree, from: number, target: number): number {
    const { level, parent, childCount } = tree;
    const { seconds } = this;
    for (let step = 0; step < seconds.length; step++) seconds[step] = 0;
    let meet = target;
    for (let other = from; meet !== other; ) {
      if (meet > other) meet = parent[meet]!;
      else other = parent[other]!;
    }
    if (meet === target) return 0;
    let sum = 0;
    let at = target;
    const above = level[meet]!;
    let next = level[target]!;
    if (next > GROUP) {
      const { within_hole } = this.#options.image_shift;
      if (next === tree.leafLevel) {
        sum += seconds[Step.Exposure] = this.#exposureSeconds;
      }
      let shift = 0;
      for (; next > GROUP && next > above; next--) {
        shift += next === HOLE ? this.#shiftSeconds : within_hole;
        at = parent[at]!;
      }
      sum += seconds[Step.ImageShift] = shift;
    }
    if (above >= GROUP) return sum;
    let stage = 0;
    const { group, square, grid } = this.#options;
    if (next === GROUP) {
      const last = above === SQUARE ? stageRow(tree, from) : parent[at]!;
      const distance = stageDistanceMicrometers(tree, last, at);
      const fromGroup = level[last] === GROUP;
      stage += this.moveSeconds(distance);
      sum += seconds[Step.GroupImage] = fromGroup ? group.image + group.changeover : group.image;
      if (!fromGroup || this.refocuses(distance)) sum += seconds[Step.Focus] = this.focusSeconds;
      sum += seconds[Step.DriftWait] = this.driftSeconds;
      at = parent[at]!;
      next = SQUARE;
    }
    if (next === SQUARE && above < SQUARE) {
      stage += this.moveSeconds(
        stageDistanceMicrometers(tree, above === GRID ? stageRow(tree, from) : parent[at]!, at),
      );
      sum += seconds[Step.EucentricHeight] = square.eucentric_height;
      if (childCount[at] === 0) sum += seconds[Step.SquareImage] = square.image;
      at = parent[at]!;
      next = GRID;
    }
    seconds[Step.Stage] = stage;
    if (next === GRID && above < GRID) {
      sum += seconds[Step.Exchange] = grid.exchange;
      if (childCount[at] === 0) sum += seconds[Step.Atlas] = grid.atlas;
    }
    return sum + stage;
  }

  /** Whether a group at this distance from the last one needs a focus of its own. */
  refocuses(distanceMicrometers: number): boolean {
    return this.#refocusMicrometers === 0 || distanceMicrometers > this.#refocusMicrometers;
  }
}
