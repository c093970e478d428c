import assert from "node:assert/strict";
import { NormalizeReward } from "../../../env/wrappers/normalize-reward.js";
import { ToyEnv } from "../../support/toy-env.js";

/** Gymnasium's NormalizeReward: moments of the discounted return with a prior of 1e-4 at mean 0 and variance 1. */
function gymnasium(episodes: readonly (readonly number[])[], terminated: boolean, gamma: number): number[] {
  let [average, variance, count, discounted] = [0, 1, 1e-4, 0];
  const normalized: number[] = [];
  for (const rewards of episodes) {
    rewards.forEach((reward, i) => {
      const ends = terminated && i === rewards.length - 1;
      discounted = discounted * gamma * (ends ? 0 : 1) + reward;
      const delta = discounted - average;
      const total = count + 1;
      average += delta / total;
      variance = (variance * count + (delta * delta * count) / total) / total;
      count = total;
      normalized.push(reward / Math.sqrt(variance + 1e-8));
    });
  }
  return normalized;
}

const episodes = [
  [1, 0, 4],
  [0, 2, 2],
  [3, 3, 1],
];

describe("NormalizeReward", () => {
  for (const ends of ["terminated", "truncated"] as const) {
    it(`scales as Gymnasium does, episodes ${ends}`, () => {
      const env = new NormalizeReward(new ToyEnv(3, ends), { gamma: 0.9 });
      const rewards = episodes.flatMap((actions) => {
        env.reset();
        return actions.map((action) => env.step(action).reward);
      });
      const expected = gymnasium(episodes, ends === "terminated", 0.9);
      rewards.forEach((reward, i) => {
        assert.ok(Math.abs(reward - expected[i]!) < 1e-9 * (1 + expected[i]!), `step ${i}: ${reward}, ${expected[i]}`);
      });
    });
  }

  it("learns nothing while frozen and can be saved and loaded", () => {
    const env = new NormalizeReward(new ToyEnv(10));
    env.reset();
    for (const action of [1, 2, 3]) env.step(action);
    env.frozen = true;
    const first = env.step(4).reward;
    assert.equal(env.step(4).reward, first);
    const other = new NormalizeReward(new ToyEnv(10));
    other.load(JSON.parse(JSON.stringify(env.save())));
    other.frozen = true;
    other.reset();
    assert.equal(other.step(4).reward, first);
  });

  it("says what is wrong", () => {
    assert.throws(() => new NormalizeReward(new ToyEnv(), { gamma: 1.1 }), /'gamma' is 1.1; expected 0 to 1/);
    assert.throws(() => new NormalizeReward(new ToyEnv(), { epsilon: 0 }), /'epsilon' is 0/);
  });
});
