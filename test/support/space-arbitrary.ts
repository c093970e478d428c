import fc from "fast-check";
import { Box } from "../../env/spaces/box.js";
import { Dict } from "../../env/spaces/dict.js";
import { Discrete } from "../../env/spaces/discrete.js";
import { MultiBinary } from "../../env/spaces/multi-binary.js";
import { MultiDiscrete } from "../../env/spaces/multi-discrete.js";
import type { Space } from "../../env/spaces/space.js";

const least = fc.constantFrom(-Infinity, -3, 0, 0.1);
const most = fc.constantFrom(Infinity, 0.1, 4);
const start = fc.integer({ min: -5, max: 5 });

/** Spaces of every kind, dicts nested. */
export const spaces: fc.Arbitrary<Space<unknown>> = fc.letrec<{ space: Space<unknown> }>((tie) => ({
  space: fc.oneof(
    { maxDepth: 2 },
    fc.tuple(fc.integer({ min: 1, max: 5 }), start).map(([n, from]) => new Discrete(n, from)),
    fc.integer({ min: 1, max: 5 }).map((n) => new MultiBinary(n)),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), start), { maxLength: 4 }).map(
      (entries) =>
        new MultiDiscrete(
          entries.map(([n]) => n),
          entries.map(([, from]) => from),
        ),
    ),
    fc.array(fc.tuple(least, most), { maxLength: 6 }).map(
      (bounds) =>
        new Box(
          bounds.map(([low]) => low),
          bounds.map(([, high]) => high),
          [1, bounds.length],
        ),
    ),
    fc
      .tuple(least, most, fc.array(fc.integer({ min: 0, max: 3 })))
      .map(([low, high, shape]) => new Box(low, high, shape.slice(0, 2))),
    fc
      .dictionary(
        fc.string({ maxLength: 4 }).filter((key) => key !== "__proto__"),
        tie("space"),
        { maxKeys: 3, noNullPrototype: true },
      )
      .map((inner) => new Dict(inner)),
  ),
})).space;
