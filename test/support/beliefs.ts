import assert from "node:assert/strict";
import type { Belief } from "../../agent/belief/belief.js";
import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import { RandomStream } from "../../env/random/random-stream.js";
import type { Session } from "../../env/session/session.js";
import { PREDICTED_CTF_RESOLUTION } from "../../env/tree/feature-schema.js";
import type { TargetDescription } from "../../env/tree/target-description.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import { World } from "../../env/world/world.js";
import type { WorldData } from "../../env/world/world-data.js";
import { planOf } from "./plans.js";

/** Every leaf of the tree. */
export function leavesOf({ tree }: Session): number[] {
  return Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
}

export function random(seed: number): RandomStream {
  return new KeyedRandom(seed).stream(0, RandomKind.World);
}

export function begin(data: WorldData, seed = 1): Session {
  return new World(data, planOf(480), new KeyedRandom(seed)).begin();
}

/** The same world without any feature. */
export function blind(data: WorldData): WorldData {
  const features = data.tree.arrays.features.map((values) => values.map(() => Number.NaN));
  return { ...data, tree: new TargetTree({ ...data.tree.arrays, features }) };
}

/** Grids × squares × groups × holes; predictions as given, none if undefined. */
export function lattice(
  counts: readonly [number, number, number, number],
  predicted?: (hole: number) => number,
): TargetTree {
  const targets: TargetDescription[] = [];
  const [grids, squares, groups, holes] = counts;
  let hole = 0;
  for (let g = 0; g < grids; g++) {
    targets.push({ id: `${g}`, level: 1, name: `${g}` });
    for (let s = 0; s < squares; s++) {
      targets.push({ id: `${g}.${s}`, parentId: `${g}`, level: 2, name: `${s}` });
      for (let p = 0; p < groups; p++) {
        targets.push({ id: `${g}.${s}.${p}`, parentId: `${g}.${s}`, level: 3, name: `${p}` });
        for (let h = 0; h < holes; h++) {
          const features = predicted === undefined ? {} : { [PREDICTED_CTF_RESOLUTION.name]: predicted(hole++) };
          targets.push({ id: `${g}.${s}.${p}.${h}`, parentId: `${g}.${s}.${p}`, level: 4, name: `${h}`, features });
        }
      }
    }
  }
  return TargetTree.from(targets);
}

export function sound(session: Session, belief: Belief, what: string): void {
  const { tree } = session;
  for (let row = 0; row < tree.size; row++) {
    const { probability, latentMean, latentVariance } = belief;
    const [p, before] = [probability[row]!, belief.prior[row]!];
    assert.ok(p >= 0 && p <= 1 && before >= 0 && before <= 1, `${what}: row ${row} has ${p}, before it ${before}`);
    if (!tree.isLeaf(row)) assert.equal(p, 0);
    assert.ok(Number.isFinite(latentMean[row]!) && latentVariance[row]! >= 0, `${what}: row ${row}`);
    if (tree.isLeaf(row)) {
      for (const z of [-2, 0, 2]) {
        const chance = belief.chanceAt(row, z);
        assert.ok(chance >= 0 && chance <= 1);
      }
      assert.ok(Number.isFinite(belief.offset(row)));
    } else {
      for (const z of [undefined, -2, 0, 2]) {
        const chance = belief.chanceBelow(row, 0.1, z);
        assert.ok(chance >= 0 && chance <= 1, `${what}: below ${row}: ${chance}`);
      }
    }
  }
  const chances = new Float64Array(tree.size);
  for (const fill of [() => belief.sample(new RandomStream(1), chances), () => belief.probabilityIf(1, chances)]) {
    fill();
    for (const leaf of leavesOf(session)) assert.ok(chances[leaf]! >= 0 && chances[leaf]! <= 1, what);
    for (let row = 0; row < tree.firstLeaf; row++) assert.equal(chances[row], 0);
  }
}

export function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, row) => Math.max(most, Math.abs(value - b[row]!)), 0);
}

export function meanOver(belief: Belief, leaves: readonly number[]): number {
  return leaves.reduce((sum, leaf) => sum + belief.probability[leaf]!, 0) / leaves.length;
}

/** Tells a belief results one by one, each taken in at once. */
export function learn(belief: Belief, leaves: readonly number[], good: (leaf: number) => boolean): void {
  for (const leaf of leaves) {
    belief.observe(leaf, good(leaf));
    belief.update();
  }
}
