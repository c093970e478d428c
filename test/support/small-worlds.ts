import fc from "fast-check";
import { PREDICTED_CTF_RESOLUTION } from "../../env/tree/feature-schema.js";
import type { TargetDescription } from "../../env/tree/target-description.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import type { WorldData } from "../../env/world/world-data.js";
import type { SurveyMode, WorldSource } from "../../env/world/world-source.js";

/** Numbers of holes: per grid, per square, per group. */
export type Layout = readonly (readonly (readonly number[])[])[];

/** Two grids; groups of 3, 2 | 2 | 4 holes. */
export const smallLayout: Layout = [[[3, 2], [2]], [[4]]];

/** Layouts of up to 27 groups, empty groups, squares and grids among them. */
export const layouts: fc.Arbitrary<Layout> = fc.array(
  fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), { maxLength: 3 }),
  { minLength: 1, maxLength: 3 },
);

/** Targets of a layout, parents first: ids such as `1`, `1.2`, `1.2.1`, `1.2.1.3`. Every third prediction is missing. */
export function describeTargets(layout: Layout): TargetDescription[] {
  const targets: TargetDescription[] = [];
  layout.forEach((squares, g) => {
    const grid = `${g + 1}`;
    targets.push({ id: grid, level: 1, name: `grid ${grid}` });
    squares.forEach((groups, s) => {
      const square = `${grid}.${s + 1}`;
      targets.push({ id: square, parentId: grid, level: 2, name: `square ${square}` });
      groups.forEach((holes, p) => {
        const group = `${square}.${p + 1}`;
        targets.push({ id: group, parentId: square, level: 3, name: `group ${group}` });
        for (let h = 0; h < holes; h++) {
          const features = h % 3 === 2 ? {} : { [PREDICTED_CTF_RESOLUTION.name]: 3 + h + g };
          const id = `${group}.${h + 1}`;
          targets.push({ id, parentId: group, level: 4, name: `hole ${id}`, imageXPixels: h * 182, features });
        }
      });
    });
  });
  return targets;
}

/** A world of a layout in which every second hole is good and every seventh fails. */
export function smallWorld(layout: Layout = smallLayout): WorldData {
  const tree = TargetTree.from(describeTargets(layout));
  const ctfResolutionAngstrom = Float64Array.from({ length: tree.size }, (_, row) => {
    if (!tree.isLeaf(row) || (row - tree.firstLeaf) % 7 === 6) return Number.NaN;
    return row % 2 === 0 ? 3.5 + row / 1000 : 9 + row / 1000;
  });
  return { tree, ctfResolutionAngstrom, spent: [] };
}

/** The same with tilt series of 40 tilts: of three targets two are completed, the third ends after 0, 10, 20 or 30. */
export function tiltedWorld(layout: Layout = smallLayout): WorldData {
  const world = smallWorld(layout);
  const { firstLeaf, size } = world.tree;
  const tilts = (leaf: number) => (leaf % 3 === 2 ? 10 * (Math.floor(leaf / 3) % 4) : 40);
  const completedTilts = Uint8Array.from({ length: size }, (_, row) => (row < firstLeaf ? 0 : tilts(row - firstLeaf)));
  return { ...world, completedTilts, plannedTilts: 40 };
}

/** A source that gives one world for every seed. */
export function sourceOf(data: WorldData, survey: SurveyMode = "complete"): WorldSource {
  return {
    varies: false,
    shape: data.tree.shape,
    survey,
    mostChildren: data.tree.childCount.reduce((most, count) => Math.max(most, count), 0),
    mostHoles: data.tree.size - data.tree.firstLeaf,
    mostNodes: data.tree.firstLeaf,
    mostTargets: data.tree.size,
    notes: [],
    create: () => data,
  };
}
