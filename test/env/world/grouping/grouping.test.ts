import assert from "node:assert/strict";
import fc from "fast-check";
import { enclosingCircle } from "../../../../env/world/grouping/enclosing-circle.js";
import { groupingOptions } from "../../../../env/world/grouping/grouping-options.js";
import { groupingKinds } from "../../../../env/world/grouping/kinds/index.js";

const coordinate = fc.double({ min: -60, max: 60, noNaN: true });
const places = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 80 });
const radii = fc.double({ min: 0.5, max: 50, noNaN: true });
/** A lattice of 2.5 µm, askew. */
const lattices = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.double({ min: 0, max: 7, noNaN: true }))
  .map(([columns, rows, angle]) =>
    Array.from({ length: columns * rows }, (_, i): [number, number] => {
      const [x, y] = [2.5 * (i % columns), 2.5 * Math.floor(i / columns)];
      return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
    }),
  );
const xs = (holes: readonly (readonly [number, number])[]) => Float64Array.from(holes, ([x]) => x);
const ys = (holes: readonly (readonly [number, number])[]) => Float64Array.from(holes, ([, y]) => y);

for (const grouping of groupingKinds.entries()) {
  describe(`grouping '${grouping.name}'`, () => {
    it("puts every hole into one group that fits into a circle of the radius", () => {
      fc.assert(
        fc.property(fc.oneof(places, lattices), radii, (holes, radius) => {
          const groups = grouping.form(xs(holes), ys(holes), radius);
          assert.equal(groups.length, holes.length);
          const count = groups.reduce((most, group) => Math.max(most, group + 1), 0);
          for (let group = 0; group < count; group++) {
            const members = holes.filter((_, hole) => groups[hole] === group);
            assert.ok(members.length > 0, `group ${group} of ${count} has no hole`);
            assert.ok(enclosingCircle(xs(members), ys(members)).radius <= radius * (1 + 1e-9));
          }
          assert.deepEqual(grouping.form(xs(holes), ys(holes), radius), groups);
        }),
      );
    });

    it("keeps within the radius where holes lie dense", () => {
      const holes = Array.from({ length: 400 }, (_, i): [number, number] => [0.5 * (i % 20), 0.5 * Math.floor(i / 20)]);
      for (let radius = 1; radius < 8; radius += 0.1) {
        const groups = grouping.form(xs(holes), ys(holes), radius);
        for (const group of new Set(groups)) {
          const members = holes.filter((_, hole) => groups[hole] === group);
          assert.ok(enclosingCircle(xs(members), ys(members)).radius <= radius * (1 + 1e-9), `radius ${radius}`);
        }
      }
    });

    it("never makes more groups than it says", () => {
      fc.assert(
        fc.property(lattices, radii, (holes, radius) => {
          const columns = 2.5 * 11;
          const groups = new Set(grouping.form(xs(holes), ys(holes), radius));
          assert.ok(groups.size <= grouping.mostGroups(columns, radius), `${groups.size} groups`);
        }),
      );
    });

    it("takes what a wide reach covers as one group, and far places apart", () => {
      const holes: [number, number][] = [
        [0, 0],
        [2.5, 0],
        [0, 2.5],
        [100, 0],
      ];
      const groups = grouping.form(xs(holes), ys(holes), 12);
      assert.deepEqual([...groups], [0, 0, 0, 1]);
      assert.deepEqual([...grouping.form(new Float64Array(0), new Float64Array(0), 12)], []);
    });

    it("goes on to a neighbouring group", () => {
      const holes = Array.from({ length: 400 }, (_, i): [number, number] => [2.5 * (i % 20), 2.5 * Math.floor(i / 20)]);
      const groups = grouping.form(xs(holes), ys(holes), 7);
      const middles = [...new Set(groups)]
        .sort((a, b) => a - b)
        .map((group) => {
          const members = holes.filter((_, hole) => groups[hole] === group);
          return enclosingCircle(xs(members), ys(members));
        });
      const ways = middles.slice(1).map(({ x, y }, i) => Math.hypot(x - middles[i]!.x, y - middles[i]!.y));
      const median = [...ways].sort((a, b) => a - b)[Math.floor(ways.length / 2)]!;
      assert.ok(median <= 15, `${median} µm from group to group`);
    });

    it("refuses what it can't work with", () => {
      const one = Float64Array.of(1);
      for (const radius of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        assert.throws(() => grouping.form(one, one, radius), /RangeError: the image-shift radius is/);
      }
      assert.throws(() => grouping.form(one, new Float64Array(2), 1), /1 x and 2 y positions/);
      assert.throws(() => grouping.form(Float64Array.of(Number.NaN), one, 1), /hole 0 lies at \(NaN, 1\)/);
    });
  });
}

describe("groupings", () => {
  it("need a radius, and none where groups come along", () => {
    const options = groupingOptions("table");
    assert.deepEqual(options.parse({ kind: "tiles", radius: "12 um" }), { kind: "tiles", radius: 12 });
    assert.deepEqual(options.parse({ kind: "table" }), { kind: "table" });
    assert.match(options.safeParse({ kind: "tiles" }).error!.message, /expected 'radius' with/);
    assert.match(options.safeParse({ kind: "table", radius: "1 um" }).error!.message, /none with table/);
    assert.equal(options.safeParse({ kind: "tiles", radius: "0 um" }).success, false);
  });
});

describe("enclosingCircle", () => {
  it("holds all points and touches two or more", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 30 }), (points) => {
        const { x, y, radius } = enclosingCircle(xs(points), ys(points));
        const distances = points.map(([px, py]) => Math.hypot(px - x, py - y)).sort((a, b) => b - a);
        assert.ok(distances[0]! <= radius * (1 + 1e-9) + 1e-9);
        assert.ok(distances[0]! >= radius * (1 - 1e-6) - 1e-9);
        if (radius > 0) assert.ok(distances[1]! >= radius * (1 - 1e-6) - 1e-9);
      }),
    );
  });

  it("is the smallest", () => {
    assert.deepEqual(enclosingCircle([0, 10, 5], [0, 0, 1]), { x: 5, y: 0, radius: 5 });
    const { radius } = enclosingCircle([0, 2, 1], [0, 0, Math.sqrt(3)]);
    assert.ok(Math.abs(radius - 2 / Math.sqrt(3)) < 1e-12);
    assert.throws(() => enclosingCircle([], []), /no point/);
  });
});
