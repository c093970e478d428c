import assert from "node:assert/strict";
import fc from "fast-check";
import { CollectionEnv } from "../../../env/collection/collection-env.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { permuteTruth } from "../../../env/world/permute-truth.js";
import type { WorldData } from "../../../env/world/world-data.js";
import { noisyLatency, planOf } from "../../support/plans.js";
import { bytes, legalChoices, type Played, play } from "../../support/play.js";
import { layouts, smallWorld, sourceOf } from "../../support/small-worlds.js";

/** Columns that tell results; all others must not depend on the truth at all. */
const resultColumns = /good|worth/;

function environment(data: WorldData): CollectionEnv {
  return new CollectionEnv({ source: sourceOf(data), plan: planOf(120, noisyLatency), start: "random-hole" });
}

/** Plays at random and notes which holes were exposed before each decision. */
function playAtRandom(data: WorldData, seed: number, random: RandomStream): Played & { exposed: Set<number>[] } {
  const env = environment(data);
  const exposed: Set<number>[] = [];
  const choose = legalChoices(() => random.uniform());
  const played = play(env, seed, (observation) => {
    exposed.push(new Set([...env.session!.good.keys()].filter((row) => env.session!.good[row] !== -1)));
    return choose(observation);
  });
  return { ...played, exposed };
}

/** A result without what exposures told. */
function withoutResults(env: CollectionEnv, { observation, info }: Played["results"][number]): string {
  const { candidateColumns, contextColumns } = env.layout;
  const candidates = observation.candidates.filter(
    (_, i) => !resultColumns.test(candidateColumns[i % candidateColumns.length]!),
  );
  const context = observation.context.filter((_, i) => !resultColumns.test(contextColumns[i]!));
  return bytes({ observation: { ...observation, candidates, context }, info });
}

function check(
  data: WorldData,
  seed: number,
  random: RandomStream,
  moments: (decisions: number) => Iterable<number>,
): void {
  const { actions, results, exposed } = playAtRandom(data, seed, random);
  for (const moment of moments(exposed.length)) {
    const other = environment(permuteTruth(data, (hole) => exposed[moment]!.has(hole), random));
    const again = play(other, seed, (_, step) => actions[step]);
    for (let step = 0; step <= moment; step++) {
      assert.equal(bytes(again.results[step]!), bytes(results[step]!), `decision ${step}, permuted at ${moment}`);
    }
    assert.equal(again.results.length, results.length);
    for (let step = moment + 1; step < results.length; step++) {
      assert.equal(withoutResults(other, again.results[step]!), withoutResults(other, results[step]!), `step ${step}`);
    }
  }
}

describe("non-interference: the truth of holes not yet exposed shows nowhere", () => {
  it("in small worlds, at any moment", () => {
    fc.assert(
      fc.property(
        layouts,
        fc.integer(),
        fc.integer(),
        fc.array(fc.nat(), { maxLength: 6 }),
        (layout, seed, choices, at) => {
          const moments = (decisions: number) => [0, decisions - 1, ...at.map((moment) => moment % decisions)];
          check(smallWorld(layout), seed, new RandomStream(choices), moments);
        },
      ),
    );
  });

  it("in a generated world", () => {
    const data = openWorld(loadScenario("y1-like")).create(new KeyedRandom(5));
    for (let seed = 0; seed < 5; seed++) {
      check(data, seed, new RandomStream(seed), (decisions) => [
        0,
        1,
        2,
        5,
        20,
        Math.floor(decisions / 2),
        decisions - 1,
      ]);
    }
  });

  it("and the check would see it: after an exposure the truth does show", () => {
    const data = openWorld(loadScenario("y1-like")).create(new KeyedRandom(5));
    const random = new RandomStream(1);
    const { actions, results } = playAtRandom(data, 1, random);
    const again = play(environment(permuteTruth(data, () => false, random)), 1, (_, step) => actions[step]);
    assert.notDeepEqual(again.results.map(bytes), results.map(bytes));
  });
});
