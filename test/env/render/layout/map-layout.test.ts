import assert from "node:assert/strict";
import { layoutMap, type MapFrame } from "../../../../env/render/layout/map-layout.js";
import type { TargetDescription } from "../../../../env/tree/target-description.js";
import { TargetTree } from "../../../../env/tree/target-tree.js";
import { exampleTree } from "../../../agent/report/report-example.js";

const inside = (inner: MapFrame, outer: MapFrame) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width + 1e-9 &&
  inner.y + inner.height <= outer.y + outer.height + 1e-9;

const overlap = (a: MapFrame, b: MapFrame) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Two groups of a square with 3 × 3 holes each. */
function twoGroups(place: (group: number, column: number, line: number) => Partial<TargetDescription>): TargetTree {
  const targets: TargetDescription[] = [
    { id: "g", level: 1, name: "g" },
    { id: "s", parentId: "g", level: 2, name: "s" },
  ];
  for (let group = 0; group < 2; group++) {
    targets.push({ id: `p${group}`, parentId: "s", level: 3, name: `p${group}` });
    for (let i = 0; i < 9; i++) {
      const id = `p${group}h${i}`;
      targets.push({ id, parentId: `p${group}`, level: 4, name: id, ...place(group, i % 3, Math.floor(i / 3)) });
    }
  }
  return TargetTree.from(targets);
}

function leastDistance(tree: TargetTree, x: Float64Array, y: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let a = tree.firstLeaf; a < tree.size; a++) {
    for (let b = a + 1; b < tree.size; b++) least = Math.min(least, Math.hypot(x[a]! - x[b]!, y[a]! - y[b]!));
  }
  return least;
}

describe("layoutMap", () => {
  const tree = exampleTree();
  const layout = layoutMap(tree);

  it("puts no two holes on one spot and all of them on the map", () => {
    assert.equal(layout.kind, "schematic");
    assert.ok(leastDistance(tree, layout.x, layout.y) > 0.5 * layout.pitch);
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      assert.ok(layout.x[hole]! >= 0 && layout.x[hole]! <= layout.width);
      assert.ok(layout.y[hole]! >= 0 && layout.y[hole]! <= layout.height);
    }
  });

  it("keeps targets of one level apart, inside their parents, and within the width", () => {
    const frames = new Map(layout.frames.map((frame) => [frame.row, frame]));
    for (const a of layout.frames) {
      const parent = frames.get(tree.parent[a.row]!);
      if (parent !== undefined) assert.ok(inside(a, parent), tree.path(a.row));
      for (const b of layout.frames) if (a.row < b.row && a.level === b.level) assert.ok(!overlap(a, b));
    }
    assert.equal(layout.frames.filter(({ level }) => level === 3).length, tree.levelStart[4]! - tree.levelStart[3]!);
    assert.ok(layout.width <= 1070);
  });

  it("has each hole inside its group", () => {
    const frames = new Map(layout.frames.map((frame) => [frame.row, frame]));
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      const group = frames.get(tree.parent[hole]!)!;
      const dot = { row: hole, level: 4, x: layout.x[hole]!, y: layout.y[hole]!, width: 0, height: 0 };
      assert.ok(inside(dot, group));
    }
  });

  it("takes stage positions, y upward, where all holes have them", () => {
    const stage = twoGroups((group, column, line) => ({
      stageXMicrometers: 100 + 2 * column,
      stageYMicrometers: -50 + 2 * line + 9 * group,
    }));
    const { kind, x, y, pitch } = layoutMap(stage);
    const at = (id: string) => [x[stage.row(id)!]!, y[stage.row(id)!]!] as const;
    assert.equal(kind, "stage");
    const [x0, y0] = at("p0h0");
    const [x1, y1] = at("p1h4");
    assert.ok(Math.abs(x1 - x0 - pitch) < 1e-9);
    assert.ok(Math.abs(y0 - y1 - 5.5 * pitch) < 1e-9);
  });

  it("is schematic where one stage position stands for a whole group", () => {
    const shared = twoGroups((group, column, line) => ({
      stageXMicrometers: 10 * group,
      stageYMicrometers: 0,
      imageXPixels: 182 * column,
      imageYPixels: 182 * line,
    }));
    assert.equal(layoutMap(shared).kind, "schematic");
  });

  it("sets holes without any position in a lattice", () => {
    const unknown = twoGroups(() => ({}));
    const { kind, x, y, pitch } = layoutMap(unknown);
    assert.equal(kind, "schematic");
    assert.ok(Math.abs(leastDistance(unknown, x, y) - pitch) < 1e-9);
  });

  it("shows grids of which nothing is known as boxes with a name", () => {
    const empty = TargetTree.from([
      { id: "a", level: 1, name: "a" },
      { id: "b", level: 1, name: "b" },
    ]);
    const { frames, cells } = layoutMap(empty);
    assert.deepEqual(
      frames.map(({ row }) => row),
      [1, 2],
    );
    assert.ok(!overlap(frames[0]!, frames[1]!));
    assert.deepEqual(cells, []);
  });
});
