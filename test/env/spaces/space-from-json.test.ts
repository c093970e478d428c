import assert from "node:assert/strict";
import fc from "fast-check";
import { RandomStream } from "../../../env/random/random-stream.js";
import { Box } from "../../../env/spaces/box.js";
import { Dict } from "../../../env/spaces/dict.js";
import { Discrete } from "../../../env/spaces/discrete.js";
import { MultiBinary } from "../../../env/spaces/multi-binary.js";
import { MultiDiscrete } from "../../../env/spaces/multi-discrete.js";
import { spaceFromJSON } from "../../../env/spaces/space-from-json.js";
import { spaces } from "../../support/space-arbitrary.js";

describe("spaces in JSON", () => {
  it("give equal spaces that sample the same members", () => {
    fc.assert(
      fc.property(spaces, fc.integer(), (space, seed) => {
        const again = spaceFromJSON(JSON.stringify(space));
        assert.ok(space.equals(again) && again.equals(space));
        assert.deepEqual(again.sample(new RandomStream(seed)), space.sample(new RandomStream(seed)));
      }),
    );
  });

  it("are equal to those written alike alone", () => {
    fc.assert(
      fc.property(spaces, spaces, (a, b) => {
        assert.equal(a.equals(b), JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 500 },
    );
    const different = [
      new Discrete(2),
      new Discrete(2, 1),
      new Discrete(3),
      new MultiBinary(2),
      new MultiBinary(3),
      new MultiDiscrete([2]),
      new MultiDiscrete([2, 2]),
      new MultiDiscrete([2, 2], [0, 1]),
      new Box(0, 1, [2]),
      new Box(0, 1, [2, 1]),
      new Box(0, [1, 2], [2]),
      new Box(-Infinity, 1, [2]),
      new Dict({ a: new Discrete(2), b: new Discrete(2) }),
      new Dict({ b: new Discrete(2), a: new Discrete(2) }),
      new Dict({ a: new Discrete(2) }),
      "Discrete(2)",
      null,
    ];
    different.forEach((one, i) => {
      different.forEach((other, j) => {
        if (typeof one === "object" && one !== null) assert.equal(one.equals(other), i === j, `${one} and ${other}`);
      });
    });
  });

  it("write infinite bounds as words and one bound for all where it is the same", () => {
    assert.deepEqual(new Box(-Infinity, [1, 2], [2]).toJSON(), {
      type: "Box",
      shape: [2],
      low: "-Infinity",
      high: [1, 2],
    });
  });

  it("say where they are wrong and what was expected", () => {
    const cases: [unknown, RegExp][] = [
      [3, /^a space's JSON: 3 is no mapping; expected one with the key 'type'/],
      ["{", /^a space's text is not JSON/],
      [{ type: "Discreet", n: 3 }, /'type' is "Discreet"; expected one of Discrete, .*\. Did you mean 'Discrete'\?/],
      [{ type: "toString" }, /'type' is "toString"; expected one of/],
      [{}, /'type' is missing/],
      [{ type: "Discrete" }, /'n' is missing; expected a number/],
      [{ type: "Discrete", n: 0 }, /^a space's JSON: the size of a Discrete space is 0/],
      [
        { type: "Discrete", n: 3, strat: 1 },
        /'strat' is no key of a Discrete; expected some of n, start\. Did you mean 'start'\?/,
      ],
      [{ type: "MultiDiscrete", counts: [2, "3"] }, /'counts\[1\]' is "3"; expected a number/],
      [{ type: "Box", shape: 3, low: 0, high: 1 }, /'shape' is 3; expected a list of numbers/],
      [{ type: "Box", shape: [1], low: "infinity", high: 1 }, /'low' is "infinity"; expected a number/],
      [{ type: "Dict", spaces: [] }, /'spaces' is \[\]; expected a mapping of spaces/],
      [
        { type: "Dict", spaces: { a: { type: "Dict", spaces: { b: { type: "MultiBinary", n: 0 } } } } },
        /^a space's JSON, at 'spaces\.a\.spaces\.b': the size of a MultiBinary space is 0/,
      ],
    ];
    for (const [json, message] of cases) assert.throws(() => spaceFromJSON(json), { name: "RangeError", message });
  });
});
