import assert from "node:assert/strict";
import fc from "fast-check";
import { addTypicalGroups, GROUP_KINDS, LEAF_SHARES } from "../../../agent/belief/typical-groups.js";

const describeGroups = (groups: readonly (readonly number[])[]) =>
  addTypicalGroups(
    groups.map((leaves) => Float64Array.from(leaves)),
    new Float64Array(GROUP_KINDS * LEAF_SHARES),
  );
const kind = (of: Float64Array, k: number) => [...of.subarray(k * LEAF_SHARES, (k + 1) * LEAF_SHARES)];

describe("addTypicalGroups", () => {
  it("tells poor groups from rich ones, whatever their order, and their leaves apart", () => {
    const leaves = Array.from({ length: LEAF_SHARES }, (_, i) => i);
    const groups = Array.from({ length: GROUP_KINDS }, (_, k) => leaves.map((leaf) => 10 * k + leaf));
    const found = describeGroups([...groups].reverse());
    groups.forEach((group, k) => {
      assert.deepEqual(kind(found, k), group);
    });
  });

  it("counts a group on a border in part on both sides", () => {
    const found = describeGroups([[0], [10]]);
    const means = Array.from({ length: GROUP_KINDS }, (_, k) => kind(found, k)[0]!);
    means.forEach((mean, k) => {
      assert.ok(Math.abs(mean - [0, 0, 5, 10, 10][k]!) < 1e-9, `${means}`);
    });
  });

  it("keeps the mean of equal groups, and rises from kind to kind and from share to share", () => {
    const group = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 12 }), (groups) => {
        const found = describeGroups(groups);
        const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
        assert.ok(Math.abs(mean([...found]) - mean(groups.flat())) < 1e-9);
        for (let k = 0; k < GROUP_KINDS; k++) {
          if (k > 0) assert.ok(mean(kind(found, k)) >= mean(kind(found, k - 1)) - 1e-9);
          for (let s = 1; s < LEAF_SHARES; s++) assert.ok(kind(found, k)[s]! >= kind(found, k)[s - 1]! - 1e-9);
        }
      }),
    );
  });
});
