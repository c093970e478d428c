import assert from "node:assert/strict";
import { CollectionEnv } from "../../../env/collection/collection-env.js";
import { HolesEnv } from "../../../env/holes/holes-env.js";
import { CostToReach } from "../../../env/wrappers/cost-to-reach.js";
import { FlattenObservation } from "../../../env/wrappers/flatten-observation.js";
import { TopK } from "../../../env/wrappers/top-k.js";
import { planOf } from "../../support/plans.js";
import { smallWorld, sourceOf } from "../../support/small-worlds.js";
import { ToyEnv } from "../../support/toy-env.js";

const task = () => ({ source: sourceOf(smallWorld()), plan: planOf(480), start: "outside" as const });
const minutes = (hours: Float32Array) => [...hours].map((value) => Math.round(value * 60));

describe("CostToReach", () => {
  it("adds what each candidate takes from where the stage stands", () => {
    const env = new CostToReach(new CollectionEnv(task(), { maxCandidates: 5 }));
    let { observation } = env.reset({ seed: 1 });
    assert.ok(env.observationSpace.contains(observation));
    assert.deepEqual(minutes(observation.reach_hours), [2, 2, 0, 0, 0]);
    for (const action of [3, 3, 3, 3]) ({ observation } = env.step(action));
    assert.deepEqual(minutes(observation.reach_hours), [0, 1, 1, 0, 0]);
    ({ observation } = env.step(1));
    assert.deepEqual(minutes(observation.reach_hours), [0, 1, 0, 0, 0]);
  });

  it("adds what each hole takes, in the order of the table", () => {
    const env = new CostToReach(new HolesEnv(task(), { maxHoles: 12 }));
    assert.deepEqual(minutes(env.reset({ seed: 1 }).observation.reach_hours), [...new Array(11).fill(8), 0]);
    const { observation } = env.step(2);
    assert.ok(env.observationSpace.contains(observation));
    assert.deepEqual(minutes(observation.reach_hours).slice(0, 5), [1, 0, 1, 2, 2]);
  });

  it("refuses what has no candidates or shows them otherwise", () => {
    assert.throws(() => new CostToReach(new ToyEnv() as never), /CostToReach is for CryoEM\/Collection-v0 and/);
    assert.throws(() => new CostToReach(new FlattenObservation(new HolesEnv(task())) as never), /before their/);
  });

  it("follows the candidates that TopK shows, in their order", () => {
    const env = new CostToReach(
      new TopK(new CollectionEnv(task()), { count: 3, key: "available_count", order: "ascending" }),
    );
    let { observation } = env.reset({ seed: 1 });
    for (const action of [3, 3, 3]) ({ observation } = env.step(action));
    assert.ok(env.observationSpace.contains(observation));
    const shown = env.env.reset({ seed: 1 }).observation.candidates.length;
    assert.equal(observation.reach_hours.length, 3);
    assert.ok(shown > 0);
    const small = new CostToReach(
      new TopK(new CollectionEnv(task()), { count: 1, key: "children_count", order: "ascending" }),
    );
    assert.deepEqual(minutes(small.reset({ seed: 1 }).observation.reach_hours), [2]);
  });
});
