import type { KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import { keyedNormal } from "./normal-table.js";

/** Fields of one key that are told apart by {@link smoothField}'s `nth`. */
const FIELDS = 8;

/**
 * A standard normal number that varies smoothly over a plane: those of the four surrounding nodes of a lattice, weighted
 * by smoothstep and scaled to variance 1 ("value noise"). Correlation falls from 1 to 0 within two lengths, to about .4
 * at one.
 *
 * @param key what the field belongs to
 * @param nth which of the fields of this key, below 8
 * @param x in lengths; fields repeat after 1,024
 * @param y in lengths
 */
export function smoothField(random: KeyedRandom, kind: RandomKind, key: number, nth: number, x: number, y: number) {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const right = smoothstep(x - column);
  const below = smoothstep(y - row);
  const a = (1 - right) * (1 - below);
  const b = right * (1 - below);
  const c = (1 - right) * below;
  const d = right * below;
  const sum =
    a * keyedNormal(random, key, kind, node(column, row, nth)) +
    b * keyedNormal(random, key, kind, node(column + 1, row, nth)) +
    c * keyedNormal(random, key, kind, node(column, row + 1, nth)) +
    d * keyedNormal(random, key, kind, node(column + 1, row + 1, nth));
  return sum / Math.sqrt(a * a + b * b + c * c + d * d);
}

function node(column: number, row: number, nth: number): number {
  return (((column & 1023) << 10) | (row & 1023)) * FIELDS + nth;
}

function smoothstep(t: number): number {
  return t * t * (3 - 2 * t);
}
