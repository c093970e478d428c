import type { TargetTree } from "../../tree/target-tree.js";
import type { Size } from "./shelves.js";

/** Places of some holes in units of their pitch, from 0 up, y downward. */
export interface Patch extends Size {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Holes nearer than this to each other, in pitches, would cover each other. */
const LEAST_DISTANCE = 0.3;

/**
 * Holes as their group's image or the stage shows them.
 *
 * @param onStage take stage positions instead of those in the image
 * @returns undefined where positions are unknown, coincide or are scattered so wide that nothing could be seen
 */
export function measuredPatch(tree: TargetTree, holes: readonly number[], onStage: boolean): Patch | undefined {
  const [xs, ys] = onStage ? [tree.stageXMicrometers, tree.stageYMicrometers] : [tree.imageXPixels, tree.imageYPixels];
  const x = holes.map((hole) => xs[hole]!);
  const y = holes.map((hole) => (onStage ? -ys[hole]! : ys[hole]!));
  const distances = nearestDistances(x, y);
  const pitch = median(distances);
  if (!distances.every((distance) => distance > LEAST_DISTANCE * pitch)) return undefined;
  const patch = fromZero(x, y, pitch);
  const widest = Math.max(12, 6 * Math.sqrt(holes.length));
  return Math.max(patch.width, patch.height) <= widest ? patch : undefined;
}

/** A square lattice, row by row. @param most columns at most */
export function latticePatch(count: number, most = Number.POSITIVE_INFINITY): Patch {
  const columns = Math.max(1, Math.min(most, Math.ceil(Math.sqrt(count))));
  const index = Array.from({ length: count }, (_, i) => i);
  return {
    x: index.map((i) => i % columns),
    y: index.map((i) => Math.floor(i / columns)),
    width: Math.max(1, Math.min(count, columns)) - 1,
    height: Math.max(1, Math.ceil(count / columns)) - 1,
  };
}

function fromZero(x: readonly number[], y: readonly number[], pitch: number): Patch {
  const [left, right] = range(x);
  const [top, bottom] = range(y);
  return {
    x: x.map((value) => (value - left) / pitch),
    y: y.map((value) => (value - top) / pitch),
    width: (right - left) / pitch,
    height: (bottom - top) / pitch,
  };
}

/** Each point's distance to the nearest other one; NaN where a position is unknown; 1 for a single point. */
function nearestDistances(x: readonly number[], y: readonly number[]): number[] {
  if (x.length === 1) return [Number.isNaN(x[0]! + y[0]!) ? Number.NaN : 1];
  return x.map((_, i) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let j = 0; j < x.length; j++) {
      if (j !== i) nearest = Math.min(nearest, Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!));
    }
    return nearest;
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function range(values: readonly number[]): [number, number] {
  return [
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ];
}
