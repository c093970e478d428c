import assert from "node:assert/strict";
import fc from "fast-check";
import { FIRST_CANDIDATE, UP, WAIT } from "../../../env/collection/actions.js";
import { copyObservation } from "../../../env/core/env.js";
import {
  draws,
  environment,
  environmentOf,
  expectedMask,
  games,
  legalWords,
  seedFor,
} from "../../support/collection-games.js";
import { legalChoices, play } from "../../support/play.js";
import { smallWorld } from "../../support/small-worlds.js";

describe("CryoEM/Collection-v0", () => {
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
        const info = { durationSeconds: 0, illegal: true, clockSeconds: 0, settledReward: 0 };
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
});
