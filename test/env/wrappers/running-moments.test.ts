import assert from "node:assert/strict";
import fc from "fast-check";
import { mean, variance } from "simple-statistics";
import { RunningMoments } from "../../../env/wrappers/running-moments.js";

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b)), `${a} is not ${b}`);
const column = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 30 });

describe("RunningMoments", () => {
  it("gives mean and population variance, whole or merged of parts", () => {
    fc.assert(
      fc.property(column, fc.nat(), (values, at) => {
        const cut = at % (values.length + 1);
        const of = (some: readonly number[]) => {
          const moments = new RunningMoments(2);
          for (const value of some) moments.add([0, value, 2 * value], 1);
          return moments;
        };
        const merged = of(values.slice(0, cut));
        merged.merge(of(values.slice(cut)));
        for (const moments of [of(values), merged]) {
          near(moments.mean[0]!, mean(values));
          near(moments.variance(0), variance(values));
          near(moments.variance(1), 4 * variance(values));
        }
      }),
    );
  });

  it("goes on from its JSON as if nothing had happened", () => {
    const one = new RunningMoments(1);
    for (const value of [1, 5, 2]) one.add([value]);
    const two = RunningMoments.fromJSON(JSON.parse(JSON.stringify(one)), 1);
    one.add([7]);
    two.add([7]);
    assert.deepEqual(two, one);
    assert.throws(() => RunningMoments.fromJSON({ count: 1, mean: [1], squares: [1] }, 2), /2 finite numbers/);
  });
});
