import assert from "node:assert/strict";
import fc from "fast-check";
import { FIRST_CANDIDATE, STOP, UP, WAIT } from "../../../env/collection/actions.js";
import { CollectionEnv, type CollectionLimits } from "../../../env/collection/collection-env.js";
import type { CollectionObservation } from "../../../env/collection/collection-observation.js";
import type { CollectionTask } from "../../../env/collection/episode-starter.js";
import { copyObservation } from "../../../env/core/env.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import type { Start } from "../../../env/scenario/scenario.js";
import type { Session } from "../../../env/session/session.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import type { LatencyModel } from "../../../env/world/latency/latency-model.js";
import { episodeRandom, startHole } from "../../../env/world/start.js";
import { fits, type WorldData } from "../../../env/world/world.js";
import { levelsLatency, noisyLatency, planOf } from "../../support/plans.js";
import { legalActions, legalChoices, play } from "../../support/play.js";
import { requireSessionData } from "../../support/session-data.js";
import { type Layout, layouts, smallLayout, smallWorld, sourceOf } from "../../support/small-worlds.js";

interface Given extends CollectionLimits {
  readonly data?: WorldData;
  readonly minutes?: number;
  readonly latency?: LatencyModel;
  readonly start?: Start;
}

function environment(given: Given = {}): CollectionEnv {
  const { data = smallWorld(), minutes = 480, latency = levelsLatency, start = "outside", ...limits } = given;
  const task: CollectionTask = { source: sourceOf(data), plan: planOf(minutes, latency), start };
  return new CollectionEnv(task, limits);
}

/** The first seed whose episode begins at a hole. */
function seedFor({ tree }: WorldData, id: string): number {
  for (let seed = 0; seed < 10_000; seed++) {
    if (startHole(tree, "random-hole", episodeRandom(new KeyedRandom(seed), 0)) === tree.row(id)) return seed;
  }
  throw new Error(`no seed begins at ${id}`);
}

/** Legal actions by id: children's ids, and STOP, UP, WAIT. */
function legalWords(env: CollectionEnv, observation: CollectionObservation): string[] {
  const { tree, cursor } = env.session!;
  const words = ["STOP", "UP", "WAIT"];
  return legalActions(observation).map((a) => words[a] ?? tree.ids[tree.firstChild[cursor]! + a - FIRST_CANDIDATE]!);
}

/** The mask by its definition, each hole tried. */
function expectedMask(session: Session, length: number): number[] {
  const { tree, cursor, place, remainingSeconds } = session;
  const enterable = (child: number) => {
    if (tree.contains(child, place)) return false;
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      if (!session.isAvailable(hole) || !tree.contains(child, hole)) continue;
      if (fits(session.expectedSeconds(hole), remainingSeconds)) return true;
    }
    return false;
  };
  const mask = new Array<number>(length).fill(0);
  mask[STOP] = 1;
  if (session.ended) return mask;
  for (let row = 1; row < tree.size; row++) {
    const parent = tree.parent[row]!;
    if (parent === cursor && enterable(row)) mask[FIRST_CANDIDATE + row - tree.firstChild[cursor]!] = 1;
    if (parent !== cursor && tree.contains(parent, cursor) && enterable(row)) mask[UP] = 1;
  }
  return mask;
}

const draws = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
const games = fc.record({
  layout: layouts,
  minutes: fc.integer({ min: 0, max: 90 }),
  start: fc.constantFrom<Start[]>("outside", "random-hole"),
  latency: fc.constantFrom(levelsLatency, noisyLatency),
  seed: fc.integer(),
});

function environmentOf({ layout, ...given }: Given & { readonly layout: Layout }): CollectionEnv {
  return environment({ ...given, data: smallWorld(layout) });
}

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
      assert.throws(() => env.reset({ options: { budgetSeconds: "3" } }), /'budgetSeconds' is 3; expected a number/);
      assert.throws(() => env.reset({ options: { budgetSeconds: Number.NaN } }), /expected a number of at least 0/);
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
      const hole = { children_count: 0, available_count: 1, exposed_count: 0, good_count: 0, pending_count: 0 };
      assert.deepEqual(table.slice(0, 3), [
        { ...hole, [prediction]: 3, [`${prediction}_missing`]: 0, available_count: 0 },
        { ...hole, [prediction]: 4, [`${prediction}_missing`]: 0 },
        { ...hole, [prediction]: 0, [`${prediction}_missing`]: 1 },
      ]);
      assert.ok(observation.candidates.subarray(3 * candidateColumns.length).every((value) => value === 0));
      assert.equal(observation.mask.length, 9);
      assert.equal(observation.level, 3);
      const above = env.step(UP).observation;
      assert.equal(above.level, 2);
      assert.deepEqual([...above.candidates.subarray(0, 7)], [0, 1, 3, 2, 0, 0, 0]);
      assert.deepEqual([...above.candidates.subarray(7, 14)], [0, 1, 2, 2, 0, 0, 0]);
      assert.ok(above.candidates.subarray(14).every((value) => value === 0));
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
      });
      env.step(UP);
      env.step(UP);
      const moved = context(env.step(4).observation);
      assert.deepEqual([moved.grid_result_count, moved.square_result_count, moved.stage_on_square], [2, undefined, 1]);
    });
  });

  describe("mask", () => {
    it("is what its definition says, at every decision", () => {
      fc.assert(
        fc.property(games, draws, (game, draw) => {
          const env = environmentOf(game);
          play(env, game.seed, (observation) => {
            assert.deepEqual([...observation.mask], expectedMask(env.session!, observation.mask.length));
            return legalChoices(() => draw.next().value)(observation);
          });
        }),
        { numRuns: 200 },
      );
    });

    it("never offers the way back to where the stage stands", () => {
      const env = environment({ start: "random-hole" });
      let { observation } = env.reset({ seed: seedFor(smallWorld(), "1.1.1.1") });
      assert.deepEqual(legalWords(env, observation), ["STOP", "UP", "1.1.1.2", "1.1.1.3"]);
      observation = env.step(UP).observation;
      assert.deepEqual(legalWords(env, observation), ["STOP", "UP", "1.1.2"]);
      observation = env.step(UP).observation;
      assert.deepEqual(legalWords(env, observation), ["STOP", "UP", "1.2"]);
      observation = env.step(UP).observation;
      assert.deepEqual(legalWords(env, observation), ["STOP", "2"]);
      assert.equal(env.session!.clockSeconds, 0);
    });

    it("offers UP only towards another node that can be entered", () => {
      const env = environment({ start: "random-hole", minutes: 5.9 });
      let { observation } = env.reset({ seed: seedFor(smallWorld(), "1.1.1.1") });
      observation = env.step(UP).observation;
      assert.deepEqual(legalWords(env, observation), ["STOP", "1.1.2"], "another square is 6 minutes away");
    });

    it("offers a grid only if its whole way to an exposure fits", () => {
      const words = (minutes: number) => {
        const env = environment({ minutes });
        return legalWords(env, env.reset({ seed: 1 }).observation);
      };
      assert.deepEqual(words(7.99), ["STOP"]);
      assert.deepEqual(words(8), ["STOP", "1", "2"]);
    });

    it("leaves nothing returned to without time passing, and time never runs backwards", () => {
      fc.assert(
        fc.property(games, draws, (game, draw) => {
          const env = environmentOf(game);
          let clock = 0;
          let visited = new Set<string>();
          play(env, game.seed, (observation) => {
            const session = env.session!;
            assert.ok(session.clockSeconds >= clock);
            if (session.clockSeconds > clock) visited = new Set();
            clock = session.clockSeconds;
            const state = `${session.cursor} ${session.place} ${session.availableCount[0]}`;
            assert.ok(!visited.has(state), `returned to ${state}`);
            visited.add(state);
            return legalChoices(() => draw.next().value)(observation);
          });
        }),
      );
    });
  });

  describe("illegal actions", () => {
    const wrong = [WAIT, UP, -1, 7, 1000, 0.5, 3.0000001, Number.NaN, Infinity, -Infinity, 2 ** 40];

    it("move nothing, take no time and are told", () => {
      const env = environment();
      const before = copyObservation(env.reset({ seed: 1 }).observation);
      for (const action of wrong) {
        const step = env.step(action);
        const info = { durationSeconds: 0, illegal: true, clockSeconds: 0 };
        assert.deepEqual(step, { observation: before, reward: 0, terminated: false, truncated: false, info });
      }
      assert.equal(env.session!.place, 0);
    });

    it("do not throw even if they are no numbers", () => {
      const env = environment();
      env.reset({ seed: 1 });
      const step: (action: never) => { info: { illegal: boolean } } = env.step.bind(env);
      const wild: readonly unknown[] = ["3", null, undefined, {}, [3], true];
      for (const action of wild) assert.equal(step(action as never).info.illegal, true);
    });

    it("truncate after a number in a row, which a legal one resets", () => {
      const env = environment({ maxIllegalActions: 3 });
      env.reset({ seed: 1 });
      const truncated = [WAIT, WAIT, FIRST_CANDIDATE, WAIT, WAIT, WAIT].map((action) => env.step(action).truncated);
      assert.deepEqual(truncated, [false, false, false, false, false, true]);
      assert.throws(() => env.step(FIRST_CANDIDATE), /after the episode's end/);
    });

    it("truncate after 100 by default", () => {
      const env = environment();
      const { results } = play(env, 1, () => WAIT);
      assert.equal(results.length, 101);
    });

    it("never make any sequence of numbers throw", () => {
      const action = fc.oneof(fc.integer({ min: -2, max: 9 }), fc.integer(), fc.double());
      fc.assert(
        fc.property(games, fc.array(action, { maxLength: 150 }), (game, actions) => {
          const env = environmentOf(game);
          const { results } = play(env, game.seed, (_, step) => actions[step]);
          let clock = 0;
          for (const { info } of results) {
            assert.ok(info.clockSeconds >= clock && info.clockSeconds <= game.minutes * 60 + 1e-6);
            assert.ok(!info.illegal || info.clockSeconds === clock);
            clock = info.clockSeconds;
          }
        }),
        { numRuns: 200 },
      );
    });
  });

  describe("episode", () => {
    it("pays each good result once, keeps to the budget and adds its durations up", () => {
      fc.assert(
        fc.property(games, draws, (game, draw) => {
          const env = environmentOf(game);
          const { results } = play(
            env,
            game.seed,
            legalChoices(() => draw.next().value),
          );
          const session = env.session!;
          let reward = 0;
          let seconds = 0;
          for (const result of results) {
            seconds += result.info.durationSeconds;
            assert.ok(!result.info.illegal);
            assert.ok(Math.abs(result.info.clockSeconds - seconds) < 1e-6);
            assert.ok(seconds <= game.minutes * 60 + 1e-6);
            if ("reward" in result) reward += result.reward;
          }
          const { tree, good } = session;
          assert.equal(reward, session.goodCount[0]);
          assert.equal(reward, good.subarray(tree.firstLeaf).filter((value) => value === 1).length);
          const last = results.at(-1)!;
          assert.ok("terminated" in last && last.terminated && !last.truncated);
          assert.ok(session.ended);
        }),
        { numRuns: 200 },
      );
    });

    it("ends when nothing in the whole tree fits, and not before", () => {
      fc.assert(
        fc.property(games, draws, (game, draw) => {
          const env = environmentOf(game);
          const fitting = () => {
            const session = env.session!;
            const holes = Array.from(session.status.keys()).filter((row) => session.isAvailable(row));
            return holes.some((hole) => fits(session.expectedSeconds(hole), session.remainingSeconds));
          };
          const { results } = play(env, game.seed, (observation) => {
            if (env.session!.clockSeconds > 0) assert.ok(fitting());
            return legalChoices(() => draw.next().value)(observation);
          });
          const last = results.at(-1)!;
          const crossed = last.info.clockSeconds === game.minutes * 60;
          assert.ok(crossed || !fitting());
        }),
      );
    });

    it("ends at the budget, without the exposure, when a drawn duration crosses it", () => {
      const slow: LatencyModel = { ...levelsLatency, kind: "slow", drawnSeconds: () => 100 };
      const env = environment({ start: "random-hole", minutes: 3, latency: slow });
      env.reset({ seed: seedFor(smallWorld(), "2.1.1.1") });
      assert.equal(env.step(4).info.clockSeconds, 100);
      const { terminated, truncated, reward, info, observation } = env.step(5);
      assert.deepEqual([terminated, truncated, reward], [true, false, 0]);
      assert.deepEqual(info, { durationSeconds: 80, illegal: false, clockSeconds: 180 });
      assert.deepEqual(legalActions(observation), [STOP]);
      assert.equal(env.session!.exposedCount[0], 1);
    });

    it("uses the budget to the last second", () => {
      const env = environment({ start: "random-hole", minutes: 2 });
      env.reset({ seed: seedFor(smallWorld(), "2.1.1.1") });
      assert.equal(env.step(4).terminated, false);
      const { terminated, info } = env.step(5);
      assert.deepEqual([terminated, info.clockSeconds], [true, 120]);
      assert.equal(env.session!.exposedCount[0], 2);
    });

    it("is over at once where nothing fits from the beginning", () => {
      const env = environment({ minutes: 0 });
      assert.deepEqual(legalActions(env.reset({ seed: 1 }).observation), [STOP]);
      assert.equal(env.step(FIRST_CANDIDATE).terminated, true);
    });

    it("is truncated at the step cap, unless it is terminated there", () => {
      const env = environment({ maxSteps: 2 });
      env.reset({ seed: 1 });
      env.step(FIRST_CANDIDATE);
      const capped = env.step(FIRST_CANDIDATE);
      assert.deepEqual([capped.terminated, capped.truncated], [false, true]);
      env.reset({ seed: 1 });
      env.step(FIRST_CANDIDATE);
      const stopped = env.step(STOP);
      assert.deepEqual([stopped.terminated, stopped.truncated], [true, false]);
    });

    it("exposes everything if there is time", () => {
      const env = environment({ minutes: 10_000 });
      const random = new RandomStream(8);
      play(
        env,
        1,
        legalChoices(() => random.uniform()),
      );
      assert.equal(
        env.session!.exposedCount[0],
        smallLayout.flat(2).reduce((a, b) => a + b, 0),
      );
    });
  });

  describe("scenarios", () => {
    it("plays a generated world", () => {
      const env = CollectionEnv.make({ scenario: "y1-like" });
      const random = new RandomStream(3);
      const { results } = play(
        env,
        3,
        legalChoices(() => random.uniform()),
      );
      assert.ok(results.at(-1)!.info.clockSeconds <= 28_800);
      assert.ok(env.session!.goodCount[0]! > 0);
    });

    it("plays the real session: every seed the same world, another start", function () {
      const dataFolder = requireSessionData(this);
      const env = CollectionEnv.make({ scenario: "21mar02c", dataFolder });
      const starts = new Set<number>();
      for (let seed = 0; seed < 5; seed++) {
        const random = new RandomStream(seed);
        const { results } = play(
          env,
          seed,
          legalChoices(() => random.uniform()),
        );
        const leftSeconds = 28_800 - results.at(-1)!.info.clockSeconds;
        assert.ok(leftSeconds >= 0 && leftSeconds < 480);
        starts.add(env.session!.status.indexOf(TargetStatus.Spent));
      }
      assert.equal(starts.size, 5);
    });
  });
});
