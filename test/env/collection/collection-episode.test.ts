import assert from "node:assert/strict";
import fc from "fast-check";
import { FIRST_CANDIDATE, STOP } from "../../../env/collection/actions.js";
import { CollectionEnv } from "../../../env/collection/collection-env.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import { fits } from "../../../env/world/fits.js";
import type { LatencyModel } from "../../../env/world/latency/latency-model.js";
import { draws, environment, environmentOf, games, seedFor } from "../../support/collection-games.js";
import { levelsLatency } from "../../support/plans.js";
import { legalActions, legalChoices, play } from "../../support/play.js";
import { requireSessionData } from "../../support/session-data.js";
import { smallLayout, smallWorld } from "../../support/small-worlds.js";

describe("CryoEM/Collection-v0", () => {
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
      assert.deepEqual(info, { durationSeconds: 80, illegal: false, clockSeconds: 180, settledReward: 0 });
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
