import type { EpisodeLog } from "./episode-log.js";
import { BINS } from "./hole-layout.js";

/** Changes with any change of the features' meaning, order or number. */
export const FLAT_FEATURE_SCHEMA_VERSION = 1;

/** So many states are seen, the present one last; before the first state it stands for those that there are not. */
export const FRAMES = 4;

/** Whether visited holes are counted as good by their predictions or by their results. */
export type VisitedAs = "predicted" | "measured";

const nodes = ["group", "square", "grid"] as const;

/** Counts are cut to these and divided by them. */
const MOST_HOLES: Readonly<Record<(typeof nodes)[number], number>> = { group: 25, square: 150, grid: 500 };

const counts = ["unvisited", "unvisited_good", "visited", "visited_good"] as const;
const COUNTS = BINS + counts.length;

const frameNames = [
  ...nodes.flatMap((node) => [
    ...Array.from({ length: BINS }, (_, bin) => `${node}_share_of_bin_${bin}`),
    ...counts.map((count) => `${node}_${count}`),
  ]),
  "is_same_grid",
  "is_same_square",
  "is_same_group",
];

/**
 * What the network sees of a hole: its prediction, and of its group, square and grid in each of the last states how the
 * predictions of unvisited holes are distributed, how many holes there are of each kind, and whether the stage is there.
 */
export const flatFeatureNames: readonly string[] = [
  "predicted_ctf",
  ...Array.from({ length: FRAMES }, (_, frame) => frameNames.map((name) => `${name}_${FRAMES - 1 - frame}_ago`)).flat(),
];

/** Features that the holes of a group have in common. */
export const SHARED_FEATURES = FRAMES * frameNames.length;

/**
 * Counts the holes of a state, and of those before it, by group, square and grid.
 *
 * @example
 * counter.count(log, state);
 * counter.writeGroup(group, into, 0);
 */
export class HoleCounter {
  #log: EpisodeLog | undefined;
  #state = 0;
  /** By node and frame: {@link COUNTS} each. */
  #groups = new Float32Array(0);
  #squares = new Float32Array(0);
  #grids = new Float32Array(0);

  constructor(readonly visitedAs: VisitedAs) {}

  count(log: EpisodeLog, state: number): void {
    const { groups, squares, grids, squareOf, gridOf } = log.layout;
    this.#log = log;
    this.#state = state;
    this.#groups = cleared(this.#groups, groups);
    this.#squares = cleared(this.#squares, squares);
    this.#grids = cleared(this.#grids, grids);
    for (let frame = 0; frame < FRAMES; frame++) this.#countHoles(log, this.#stateOf(frame), frame * COUNTS);
    addUp(this.#groups, groups, squareOf, this.#squares);
    addUp(this.#squares, squares, gridOf, this.#grids);
  }

  /** Writes what the holes of a group have in common. @param into [SHARED_FEATURES] from `at` */
  writeGroup(group: number, into: Float32Array, at: number): void {
    const log = this.#log!;
    const { squareOf, gridOf } = log.layout;
    const square = squareOf[group]!;
    const grid = gridOf[square]!;
    let to = at;
    for (let frame = 0; frame < FRAMES; frame++) {
      const of = (node: number) => (node * FRAMES + frame) * COUNTS;
      writeCounts(this.#groups, of(group), MOST_HOLES.group, into, to);
      writeCounts(this.#squares, of(square), MOST_HOLES.square, into, to + COUNTS);
      writeCounts(this.#grids, of(grid), MOST_HOLES.grid, into, to + 2 * COUNTS);
      to += 3 * COUNTS;
      const [atGrid, atSquare, atGroup] = log.layout.placesOf(log.places[this.#stateOf(frame)]!);
      into[to++] = atGrid === grid ? 1 : 0;
      into[to++] = atSquare === square ? 1 : 0;
      into[to++] = atGroup === group ? 1 : 0;
    }
  }

  #stateOf(frame: number): number {
    return Math.max(0, this.#state - (FRAMES - 1 - frame));
  }

  #countHoles({ layout, goneAt, goodAt }: EpisodeLog, state: number, offset: number): void {
    const { groupOf, binOf, promising } = layout;
    const counted = this.#groups;
    const isMeasured = this.visitedAs === "measured";
    for (let hole = 0; hole < goneAt.length; hole++) {
      const at = groupOf[hole]! * FRAMES * COUNTS + offset;
      if (goneAt[hole]! > state) {
        counted[at + binOf[hole]!]!++;
        counted[at + BINS]!++;
        counted[at + BINS + 1]! += promising[hole]!;
      } else {
        counted[at + BINS + 2]!++;
        counted[at + BINS + 3]! += isMeasured ? (goodAt[hole]! <= state ? 1 : 0) : promising[hole]!;
      }
    }
  }
}

function cleared(array: Float32Array<ArrayBuffer>, nodes: number): Float32Array<ArrayBuffer> {
  const length = nodes * FRAMES * COUNTS;
  if (array.length < length) return new Float32Array(length);
  return array.fill(0, 0, length);
}

/** Adds the counts of nodes to those of what they lie in. */
function addUp(from: Float32Array, nodes: number, parentOf: Int32Array, into: Float32Array): void {
  const width = FRAMES * COUNTS;
  for (let node = 0; node < nodes; node++) {
    const to = parentOf[node]! * width;
    for (let i = 0; i < width; i++) into[to + i]! += from[node * width + i]!;
  }
}

function writeCounts(from: Float32Array, at: number, most: number, into: Float32Array, to: number): void {
  const unvisited = from[at + BINS]!;
  for (let bin = 0; bin < BINS; bin++) into[to + bin] = unvisited === 0 ? 0 : from[at + bin]! / unvisited;
  for (let i = BINS; i < COUNTS; i++) into[to + i] = Math.min(most, from[at + i]!) / most;
}
