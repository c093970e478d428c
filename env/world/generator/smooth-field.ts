import type { KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import { keyedNormal } from "./normal-table.js";

/** Fields of one key that are told apart by `nth`. */
const FIELDS = 4;

/** A cache keeps nodes of so many columns and rows. */
const CACHED_SIDE = 32;

/**
 * Standard normal numbers that vary smoothly over a plane: those of the four surrounding nodes of a lattice, weighted by
 * smoothstep and scaled to variance 1 ("value noise"). Correlation falls from 1 to 0 within two lengths, to about .7
 * at a half and .25 at one. Nodes are functions of their key; the last ones asked for are kept, as neighbours share them.
 *
 * @example new SmoothField(RandomKind.GroupField, random).at(square, 0, x / length, y / length)
 */
export class SmoothField {
  readonly #nodes = new Float64Array(CACHED_SIDE * CACHED_SIDE * FIELDS);
  /** Which node a place of the cache holds. */
  readonly #tags = new Float64Array(this.#nodes.length);
  #random: KeyedRandom;
  #column = 0;
  #row = 0;
  #a = 1;
  #b = 0;
  #c = 0;
  #d = 0;

  constructor(
    readonly kind: RandomKind,
    random: KeyedRandom,
  ) {
    this.#random = random;
    this.#tags.fill(-1);
  }

  /** Goes over to another world. */
  reset(random: KeyedRandom): void {
    this.#random = random;
    this.#tags.fill(-1);
  }

  /**
   * @param key what the field belongs to, a whole number from 0
   * @param nth which of the fields of this key, below 4
   * @param x in lengths; fields repeat after 1,024
   * @param y in lengths
   */
  at(key: number, nth: number, x: number, y: number): number {
    this.place(x, y);
    return this.here(key, nth);
  }

  /** Goes to a place of which {@link here} then tells. */
  place(x: number, y: number): void {
    this.#column = Math.floor(x);
    this.#row = Math.floor(y);
    const right = smoothstep(x - this.#column);
    const below = smoothstep(y - this.#row);
    const a = (1 - right) * (1 - below);
    const b = right * (1 - below);
    const c = (1 - right) * below;
    const d = right * below;
    const scale = 1 / Math.sqrt(a * a + b * b + c * c + d * d);
    this.#a = a * scale;
    this.#b = b * scale;
    this.#c = c * scale;
    this.#d = d * scale;
  }

  /** A field's value at the place gone to. */
  here(key: number, nth: number): number {
    const column = this.#column;
    const row = this.#row;
    return (
      this.#a * this.#node(key, nth, column, row) +
      this.#b * this.#node(key, nth, column + 1, row) +
      this.#c * this.#node(key, nth, column, row + 1) +
      this.#d * this.#node(key, nth, column + 1, row + 1)
    );
  }

  #node(key: number, nth: number, column: number, row: number): number {
    const node = (((column & 1023) << 10) | (row & 1023)) * FIELDS + nth;
    const tag = key * (1024 * 1024 * FIELDS) + node;
    const slot = ((column & (CACHED_SIDE - 1)) * CACHED_SIDE + (row & (CACHED_SIDE - 1))) * FIELDS + nth;
    if (this.#tags[slot] !== tag) {
      this.#tags[slot] = tag;
      this.#nodes[slot] = keyedNormal(this.#random, key, this.kind, node);
    }
    return this.#nodes[slot]!;
  }
}

function smoothstep(t: number): number {
  return t * t * (3 - 2 * t);
}
