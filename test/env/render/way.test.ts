import assert from "node:assert/strict";
import type { Exposure } from "../../../env/render/exposures.js";
import { visits, way } from "../../../env/render/way.js";
import { TargetTree } from "../../../env/tree/target-tree.js";

const tree = TargetTree.from([
  { id: "g", level: 1, name: "g" },
  ...["s", "t"].map((id) => ({ id, parentId: "g", level: 2, name: id })),
  ...["s", "t"].map((id) => ({ id: `${id}p`, parentId: id, level: 3, name: "p" })),
  ...["sp", "tp"].flatMap((id) => ["1", "2"].map((name) => ({ id: `${id}${name}`, parentId: id, level: 4, name }))),
]);
const row = (id: string) => tree.row(id)!;
const taken = ["sp1", "tp1", "tp2", "sp2"].map(
  (id, i): Exposure => ({
    number: i + 1,
    hole: row(id),
    atSeconds: 60 * i,
    state: "good",
    ctfResolutionAngstrom: 3,
  }),
);

describe("way", () => {
  it("says of each step which level changed", () => {
    assert.deepEqual(
      way(tree, taken, undefined).map(({ level, time }) => [level, time]),
      [
        [2, 0],
        [4, 0.5],
        [2, 1],
      ],
    );
  });

  it("begins at the start", () => {
    const [first] = way(tree, taken.slice(0, 1), row("sp2"));
    assert.deepEqual(first, { from: row("sp2"), to: row("sp1"), level: 4, time: 1 });
  });
});

describe("visits", () => {
  it("numbers visits over the whole session", () => {
    const found = visits(tree, taken, 2);
    assert.deepEqual(found.get(row("s")), [1, 3]);
    assert.deepEqual(found.get(row("t")), [2]);
  });
});
