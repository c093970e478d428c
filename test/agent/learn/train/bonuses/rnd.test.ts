import assert from "node:assert/strict";
import { chooseBackend } from "../../../../../agent/learn/backend/choose-backend.js";
import rnd from "../../../../../agent/learn/train/bonuses/rnd.js";
import { Experience } from "../../../../../agent/learn/train/experience.js";
import { RandomStream } from "../../../../../env/random/random-stream.js";

const features = { candidateFeatures: 3, contextFeatures: 2, privilegedFeatures: 0 };

/** Steps like those of the same seed, in which the first candidate is chosen. */
function steps(seed: number, count = 40, centre = 0): Experience {
  const random = new RandomStream(seed);
  const drawn = (length: number) => Float32Array.from({ length }, () => centre + random.normal());
  const experience = new Experience(features);
  for (let i = 0; i < count; i++) {
    const legal = Uint8Array.of(1, 1, 1, 1, 1);
    const scores = new Float32Array(5);
    const input = { level: 0, count: 2, candidates: drawn(6), context: drawn(2), legal, scores };
    experience.moves[experience.add(input)] = 3;
  }
  return experience;
}

/** Mean bonus of each of some collections. */
function means(bonus: ReturnType<typeof rnd.create>, collections: readonly Experience[], weight = 1): number[] {
  return collections.map((experience) => {
    experience.bonuses.fill(0);
    bonus.finish!(experience, weight);
    const { size } = experience;
    return experience.bonuses.subarray(0, size).reduce((sum, value) => sum + value, 0) / size;
  });
}

describe("the bonus of random network distillation", () => {
  before(async () => {
    await chooseBackend("cpu");
  });

  it("falls where the same comes again and again, and is more for what is new", () => {
    const bonus = rnd.create(1, features, 1);
    const again = means(
      bonus,
      Array.from({ length: 60 }, () => steps(1)),
    );
    assert.ok(again[0]! > 0 && again[59]! < 0.7 * again[0]!, `${again}`);
    for (let i = 1; i < again.length; i++) assert.ok(again[i]! < again[i - 1]!, `${again}`);
    const [old, unseen] = means(bonus, [steps(1), steps(2, 40, 3)]);
    assert.ok(unseen! > 3 * old!, `${unseen} against ${old}`);
  });

  it("adds to what other bonuses have given, as much as its weight says, and leaves rewards alone", () => {
    const [half, whole] = [rnd.create(1, features, 1), rnd.create(1, features, 1)];
    const [a, b] = [steps(1), steps(1)];
    a.bonuses.fill(0.25);
    a.rewards.fill(7);
    half.finish!(a, 0.5);
    whole.finish!(b, 1);
    for (let i = 0; i < a.size; i++) {
      assert.ok(Math.abs(a.bonuses[i]! - (0.25 + b.bonuses[i]! / 2)) < 1e-6);
      assert.equal(a.rewards[i], 7);
    }
  });

  it("is nothing without weight, and learns all the same", () => {
    const bonus = rnd.create(1, features, 1);
    assert.deepEqual(means(bonus, [steps(1)], 0), [0]);
    const before = JSON.stringify(bonus.save!());
    means(bonus, [steps(1)], 0);
    assert.notEqual(JSON.stringify(bonus.save!()), before);
  });

  it("goes on from what it has saved as if it had not stopped, to the last bit", () => {
    const whole = rnd.create(1, features, 1);
    const collections = [1, 2, 3, 4].map((seed) => steps(seed));
    means(whole, collections.slice(0, 2));
    const saved = JSON.parse(JSON.stringify(whole.save!())) as unknown;
    const resumed = rnd.create(1, features, 1);
    resumed.restore!(saved);
    assert.deepEqual(means(resumed, collections.slice(2)), means(whole, collections.slice(2)));
    assert.deepEqual(resumed.save!(), whole.save!());
    // Not one that has just begun.
    assert.notDeepEqual(means(rnd.create(1, features, 1), [steps(9)]), means(whole, [steps(9)]));
  });
});
