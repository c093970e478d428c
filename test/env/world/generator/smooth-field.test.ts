import assert from "node:assert/strict";
import { mean, sampleCorrelation, sampleStandardDeviation } from "simple-statistics";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import { SmoothField } from "../../../../env/world/generator/smooth-field.js";

const fresh = (seed = 3) => new SmoothField(RandomKind.HoleField, new KeyedRandom(seed));

describe("SmoothField", () => {
  it("is standard normal wherever it is asked", () => {
    for (const [x, y] of [
      [0, 0],
      [0.5, 0.5],
      [0.2, 0.9],
    ] as const) {
      const field = fresh();
      const values = Array.from({ length: 20_000 }, (_, key) => field.at(key, 0, x, y));
      assert.ok(Math.abs(mean(values)) < 0.03);
      assert.ok(Math.abs(sampleStandardDeviation(values) - 1) < 0.02);
    }
  });

  it("is alike near by, and unlike from two lengths on", () => {
    const field = fresh();
    const places = Array.from({ length: 5000 }, (_, i) => (i * 0.37) % 1);
    const at = (distance: number) => places.map((x, key) => field.at(key, 0, x + distance, 0.3));
    const here = at(0);
    const correlations = [0.1, 0.5, 1, 2].map((distance) => sampleCorrelation(here, at(distance)));
    assert.ok(correlations[0]! > 0.97, `${correlations}`);
    assert.ok(correlations[1]! > 0.6 && correlations[1]! < 0.9, `${correlations}`);
    assert.ok(correlations[2]! > 0.18 && correlations[2]! < 0.3, `${correlations}`);
    assert.ok(Math.abs(correlations[3]!) < 0.05, `${correlations}`);
  });

  it("is a function of its place, whatever was asked before", () => {
    const asked: [number, number, number, number][] = Array.from({ length: 3000 }, (_, i) => [
      i % 7,
      i % 3,
      ((i * 37) % 101) - 50,
      ((i * 53) % 89) / 3 - 40,
    ]);
    const forwards = fresh();
    const backwards = fresh();
    const values = asked.map(([key, nth, x, y]) => forwards.at(key, nth, x, y));
    const again = [...asked].reverse().map(([key, nth, x, y]) => backwards.at(key, nth, x, y));
    assert.deepEqual(again.reverse(), values);
  });

  it("goes over to another world", () => {
    const field = fresh(3);
    field.at(1, 0, 2, 2);
    field.reset(new KeyedRandom(4));
    assert.equal(field.at(1, 0, 2, 2), fresh(4).at(1, 0, 2, 2));
    assert.notEqual(field.at(1, 0, 2, 2), fresh(3).at(1, 0, 2, 2));
  });
});
