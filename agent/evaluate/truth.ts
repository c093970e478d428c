import type { Session } from "../../env/session/session.js";
import type { World } from "../../env/world/world.js";

/** What an exposure of each hole truly adds to the objective's tally, as far as it will be heard of. By row. */
export function trueAmounts(world: World): Float64Array {
  const { tree } = world.data;
  const { objective } = world.plan;
  return Float64Array.from({ length: tree.size }, (_, row) =>
    tree.isLeaf(row) ? objective.amount(world.arriving(row)) : 0,
  );
}

/** 1 for holes whose exposure would show something good, else 0. By row. */
export function trueValues(world: World): Float64Array {
  const { tree } = world.data;
  const { objective } = world.plan;
  return Float64Array.from({ length: tree.size }, (_, row) =>
    tree.isLeaf(row) && objective.isGood(world.outcome(row)) ? 1 : 0,
  );
}

/** The first node on the way to a hole that has to be surveyed; −1 if none has. */
export function firstUnexplored({ tree, explored }: Session, hole: number): number {
  for (let level = 1; level < tree.leafLevel; level++) {
    const node = tree.ancestor(hole, level);
    if (explored[node] === 0) return node;
  }
  return -1;
}

/** Rows of a level by its name, found or not. */
export function rowsOf({ data: { tree } }: World, name: string): number[] {
  const level = tree.shape.levels.indexOf(name);
  if (level === -1) return [];
  const first = tree.levelStart[level]!;
  return Array.from({ length: tree.levelStart[level + 1]! - first }, (_, i) => first + i);
}
