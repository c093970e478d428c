import assert from "node:assert/strict";
import fc from "fast-check";
import { FIRST_CANDIDATE, STOP, UP } from "../../../env/collection/actions.js";
import type { CollectionObservation } from "../../../env/collection/collection-observation.js";
import { copyObservation } from "../../../env/core/env.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { episodeRandom, startHole } from "../../../env/world/start.js";
import { draws, environment, environmentOf, games, seedFor } from "../../support/collection-games.js";
import { legalChoices, play } from "../../support/play.js";
import { smallWorld } from "../../support/small-worlds.js";

describe("CryoEM/Collection-v0", () => {
  describe("contract", () => {
    it("refuses to step before reset, after the end and after close", () => {
      const env = environment();
      assert.throws(() => env.step(STOP), /step\(\) was called before reset\(\)/);
      env.reset({ seed: 1 });
      assert.equal(env.step(STOP).terminated, true);
      assert.throws(() => env.step(STOP), /after the episode's end: call reset\(\)/);
      env.reset();
      env.step(FIRST_CANDIDATE);
      env.close();
      env.close();
      assert.throws(() => env.step(STOP), /after close\(\): make a new environment/);
      assert.throws(() => env.reset(), /after close\(\): make a new environment/);
    });

    it("may be reset in mid-episode", () => {
      const env = environment();
      const first = copyObservation(env.reset({ seed: 1 }).observation);
      env.step(FIRST_CANDIDATE);
      assert.deepEqual(env.reset({ seed: 1 }).observation, first);
    });

    it("gives the same episode for a seed, another one for the resets after it", () => {
      const env = environment({ start: "random-hole" });
      const places = (seed: number) => {
        env.reset({ seed });
        const first = env.session!.place;
        const others = Array.from({ length: 4 }, () => {
          env.reset();
          return env.session!.place;
        });
        return [first, ...others];
      };
      assert.deepEqual(places(5), places(5));
      assert.notDeepEqual(places(5), places(6));
      assert.ok(new Set(places(5)).size > 1);
    });

    it("begins the n-th episode of a seed where an evaluation begins it", () => {
      const data = smallWorld();
      const env = environment({ data, start: "random-hole" });
      env.reset({ seed: 21 });
      for (let episode = 0; episode < 6; episode++) {
        const random = episodeRandom(new KeyedRandom(21), episode);
        assert.equal(env.session!.place, startHole(data.tree, "random-hole", random));
        env.reset();
      }
    });

    it("draws a seed of its own if none is given", () => {
      const places = Array.from({ length: 20 }, () => {
        const env = environment({ start: "random-hole" });
        env.reset();
        return env.session!.place;
      });
      assert.ok(new Set(places).size > 1);
    });

    it("repeats: the same seed and actions, the same results", () => {
      fc.assert(
        fc.property(games, fc.integer(), (game, choices) => {
          const random = new RandomStream(choices);
          const one = play(
            environmentOf(game),
            game.seed,
            legalChoices(() => random.uniform()),
          );
          const two = play(environmentOf(game), game.seed, (_, step) => one.actions[step]);
          assert.deepEqual(two.results, one.results);
        }),
      );
    });

    it("gives observations of its space only, views that the next step overwrites", () => {
      fc.assert(
        fc.property(games, draws, (game, draw) => {
          const env = environmentOf(game);
          const { results } = play(
            env,
            game.seed,
            legalChoices(() => draw.next().value),
          );
          for (const { observation } of results) assert.ok(env.observationSpace.contains(observation));
        }),
      );
      const env = environment();
      const { observation } = env.reset({ seed: 1 });
      assert.equal(env.step(FIRST_CANDIDATE).observation, observation);
    });

    it("does not let a consumer make an action legal by writing into the mask", () => {
      const env = environment();
      env.reset({ seed: 1 }).observation.mask.fill(1);
      assert.equal(env.step(UP).info.illegal, true);
    });

    it("takes another budget as an option of reset, for this episode", () => {
      const env = environment({ minutes: 480 });
      env.reset({ seed: 1, options: { budgetSeconds: 60 } });
      assert.equal(env.session!.plan.budgetSeconds, 60);
      env.reset();
      assert.equal(env.session!.plan.budgetSeconds, 28_800);
    });

    it("says what is wrong with options and seeds", () => {
      const env = environment();
      assert.throws(() => env.reset({ options: { budget: 3 } }), /no option 'budget'\..* Allowed: budgetSeconds\.$/);
      assert.throws(
        () => env.reset({ options: { budgetSeconds: "3" } }),
        /'budgetSeconds' is "3"; expected a finite number/,
      );
      assert.throws(
        () => env.reset({ options: { budgetSeconds: Number.NaN } }),
        /expected a finite number of at least 0/,
      );
      assert.throws(() => env.reset({ seed: 1.5 }), /the seed is 1.5; expected an integer/);
      assert.throws(
        () => environment({ maxCandidates: 3 }),
        /'maxCandidates' .* is 3; expected an integer of at least 4/,
      );
      assert.throws(() => environment({ maxSteps: 0 }), /'maxSteps' is 0; expected an integer of at least 1/);
      assert.throws(() => environment({ maxIllegalActions: 0.5 }), /'maxIllegalActions' is 0.5/);
    });
  });

  describe("observation", () => {
    it("shows the children of the cursor, the rest padded with zeros", () => {
      const env = environment({ maxCandidates: 6, start: "random-hole" });
      const { observation } = env.reset({ seed: seedFor(smallWorld(), "1.1.1.1") });
      const { candidateColumns } = env.layout;
      const table = Array.from({ length: 6 }, (_, k) => {
        const row = observation.candidates.subarray(k * candidateColumns.length, (k + 1) * candidateColumns.length);
        return Object.fromEntries(candidateColumns.map((column, c) => [column, row[c]]));
      });
      const prediction = "predicted_ctf_resolution_angstrom";
      const unknown = ["area_square_micrometers", "mean_intensity", "intensity_spread"]
        .concat(["edge_distance_micrometers", "contamination"])
        .flatMap((name) => [[name, 0] as const, [`${name}_missing`, 1] as const]);
      const fixed = {
        ...Object.fromEntries(unknown),
        ...{ stage_x_micrometers: 0, stage_y_micrometers: 0, stage_missing: 1, [`${prediction}_missing`]: 0 },
      };
      const counts = { children_count: 0, available_count: 1, exposed_count: 0, good_count: 0, pending_count: 0 };
      const hole = { ...fixed, explored: 0, ...counts };
      assert.deepEqual(table.slice(0, 3), [
        { ...hole, [prediction]: 3, available_count: 0 },
        { ...hole, [prediction]: 4 },
        { ...hole, [prediction]: 0, [`${prediction}_missing`]: 1 },
      ]);
      const width = candidateColumns.length;
      assert.ok(observation.candidates.subarray(3 * width).every((value) => value === 0));
      assert.equal(observation.mask.length, 9);
      assert.equal(observation.level, 3);
      const above = env.step(UP).observation;
      assert.equal(above.level, 2);
      const countsOf = (k: number) => [...above.candidates.subarray(k * width + width - 6, (k + 1) * width)];
      assert.deepEqual(countsOf(0), [1, 3, 2, 0, 0, 0]);
      assert.deepEqual(countsOf(1), [1, 2, 2, 0, 0, 0]);
      assert.ok(above.candidates.subarray(2 * width).every((value) => value === 0));
    });

    it("shows the clock, rates and counts around the stage, and where it stands", () => {
      const env = environment();
      const context = ({ context: values }: CollectionObservation) =>
        Object.fromEntries(
          env.layout.contextColumns.map((column, c) => [column, values[c]!]).filter(([, v]) => v !== 0),
        );
      const start = context(env.reset({ seed: 1 }).observation);
      assert.deepEqual(start, { remaining_hours: 8, cassette_available_count: 11, stage_on_cassette: 1 });
      for (const action of [3, 3, 3, 3]) env.step(action);
      const { observation, info } = env.step(4);
      const { goodCount } = env.session!;
      const rates = goodCount[0]! / 2;
      assert.equal(info.clockSeconds, 540);
      assert.deepEqual(context(observation), {
        clock_hours: Math.fround(0.15),
        remaining_hours: Math.fround(7.85),
        worth: goodCount[0]!,
        ...Object.fromEntries(
          [
            ["cassette", 9],
            ["grid", 5],
            ["square", 3],
            ["group", 1],
          ].flatMap(([level, available]) => [
            [`${level}_good_rate`, rates],
            [`${level}_result_count`, 2],
            [`${level}_available_count`, available],
          ]),
        ),
        stage_on_hole: 1,
        stage_candidate: 2,
      });
      env.step(UP);
      env.step(UP);
      const moved = context(env.step(4).observation);
      assert.deepEqual([moved.grid_result_count, moved.square_result_count, moved.stage_on_square], [2, undefined, 1]);
    });
  });
});
