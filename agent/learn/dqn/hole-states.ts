import { fits } from "../../../env/world/fits.js";
import type { EpisodeLog } from "./episode-log.js";
import { HoleCounter, SHARED_FEATURES, type VisitedAs } from "./hole-features.js";

/**
 * The holes that may be taken in some states, one state after the other: what the network values in one go. What the holes
 * of a group have in common is held once.
 *
 * @example
 * states.clear();
 * states.add(log, state);
 * const values = network.evaluate(states);
 * const best = states.bestOf(0, values);
 */
export class HoleStates {
  /** Rows: holes, of all states. */
  size = 0;
  /** Groups with such holes, of all states. */
  groups = 0;
  /** Number of the hole in its session, by row. */
  holes = new Int32Array(1024);
  /** By row. */
  predicted = new Float32Array(1024);
  /** Number of the group here, by row. */
  groupOf = new Int32Array(1024);
  /** First row of each group, and after the last one the number of rows. */
  starts = new Int32Array(65);
  /** [groups × SHARED_FEATURES] */
  shared = new Float32Array(64 * SHARED_FEATURES);
  /** First row of each state, and after the last one the number of rows. */
  readonly stateStarts: number[] = [0];
  readonly #counter: HoleCounter;

  constructor(visitedAs: VisitedAs) {
    this.#counter = new HoleCounter(visitedAs);
  }

  /** Forgets all states. */
  clear(): void {
    this.size = this.groups = 0;
    this.stateStarts.length = 1;
  }

  /** Adds a state. @param only this hole of it; default: all that may be taken */
  add(log: EpisodeLog, state: number, only?: number): void {
    const { layout, goneAt } = log;
    const remaining = log.remainingSeconds[state]!;
    const place = log.places[state]!;
    const allFit = layout.mostSeconds <= remaining;
    let group = -1;
    this.#counter.count(log, state);
    this.#reserve(layout.holes, layout.groups);
    const first = only ?? 0;
    const last = only ?? layout.holes - 1;
    for (let hole = first; hole <= last; hole++) {
      if (goneAt[hole]! <= state) continue;
      if (!allFit && !fits(layout.latency.expectedSeconds(layout.tree, place, layout.rowOf(hole)), remaining)) continue;
      if (layout.groupOf[hole]! !== group) {
        group = layout.groupOf[hole]!;
        this.starts[this.groups] = this.size;
        this.#counter.writeGroup(group, this.shared, this.groups++ * SHARED_FEATURES);
      }
      this.holes[this.size] = hole;
      this.predicted[this.size] = layout.predicted[hole]!;
      this.groupOf[this.size++] = this.groups - 1;
    }
    this.starts[this.groups] = this.size;
    this.stateStarts.push(this.size);
  }

  /** The row of a state's greatest value, the first of several; −1 if no hole may be taken. */
  bestOf(state: number, values: Float32Array): number {
    const first = this.stateStarts[state]!;
    const end = this.stateStarts[state + 1]!;
    let best = end > first ? first : -1;
    for (let row = first + 1; row < end; row++) if (values[row]! > values[best]!) best = row;
    return best;
  }

  /** All features of some rows. @returns [rows × features] */
  inputs(rows: ArrayLike<number>): Float32Array {
    const width = 1 + SHARED_FEATURES;
    const into = new Float32Array(rows.length * width);
    for (let i = 0; i < rows.length; i++) {
      const from = this.groupOf[rows[i]!]! * SHARED_FEATURES;
      into[i * width] = this.predicted[rows[i]!]!;
      into.set(this.shared.subarray(from, from + SHARED_FEATURES), i * width + 1);
    }
    return into;
  }

  #reserve(rows: number, groups: number): void {
    if (this.holes.length < this.size + rows) {
      const length = 2 * (this.size + rows);
      this.holes = grown(this.holes, new Int32Array(length));
      this.groupOf = grown(this.groupOf, new Int32Array(length));
      this.predicted = grown(this.predicted, new Float32Array(length));
    }
    if (this.starts.length < this.groups + groups + 1) {
      const length = 2 * (this.groups + groups);
      this.starts = grown(this.starts, new Int32Array(length + 1));
      this.shared = grown(this.shared, new Float32Array(length * SHARED_FEATURES));
    }
  }
}

function grown<Of extends Int32Array | Float32Array>(from: Of, into: Of): Of {
  into.set(from);
  return into;
}
