import assert from "node:assert/strict";
import fc from "fast-check";
import { FIRST_CANDIDATE, UP } from "../../../env/collection/actions.js";
import { CollectionEnv } from "../../../env/collection/collection-env.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { TimeLimit } from "../../../env/wrappers/time-limit.js";
import { TopK, type TopKOptions } from "../../../env/wrappers/top-k.js";
import { planOf } from "../../support/plans.js";
import { layouts, smallWorld, sourceOf } from "../../support/small-worlds.js";
import { ToyEnv } from "../../support/toy-env.js";

const byPrediction: TopKOptions = { count: 2, key: "predicted_ctf_resolution_angstrom", order: "ascending" };

function collection(layout = [[[3, 2], [2]], [[4]]], minutes = 480): CollectionEnv {
  return new CollectionEnv({ source: sourceOf(smallWorld(layout)), plan: planOf(minutes), start: "outside" });
}

/** Rows of candidates as lists. */
function rows(candidates: Float32Array, width: number): number[][] {
  return Array.from({ length: candidates.length / width }, (_, i) => [
    ...candidates.subarray(i * width, (i + 1) * width),
  ]);
}

describe("TopK", () => {
  it("shows the first candidates by the key, missing ones last, padded with zeros", () => {
    const inner = collection([[[3, 1]]]);
    const width = inner.layout.candidateColumns.length;
    const shown = (options: TopKOptions) => {
      const env = new TopK(inner, options);
      env.reset({ seed: 1 });
      for (let i = 0; i < 3; i++) env.step(FIRST_CANDIDATE);
      const at = inner.layout.candidateColumns.indexOf(byPrediction.key);
      return rows(env.step(99).observation.candidates, width).map((row) => row.slice(at, at + 2));
    };
    assert.deepEqual(shown({ ...byPrediction, count: 5 }), [
      [3, 0],
      [4, 0],
      [0, 1],
      [0, 0],
      [0, 0],
    ]);
    assert.deepEqual(shown({ ...byPrediction, order: "descending" }), [
      [4, 0],
      [3, 0],
    ]);
  });

  it("maps actions to the candidates shown", () => {
    const inner = collection([[[1, 2, 3]]]);
    const env = new TopK(inner, { count: 2, key: "available_count", order: "descending" });
    env.reset({ seed: 1 });
    env.step(FIRST_CANDIDATE);
    env.step(FIRST_CANDIDATE);
    assert.equal(env.innerAction(FIRST_CANDIDATE), FIRST_CANDIDATE + 2);
    assert.equal(env.innerAction(FIRST_CANDIDATE + 1), FIRST_CANDIDATE + 1);
    assert.equal(env.step(FIRST_CANDIDATE).info.illegal, false);
    const { tree, place } = inner.session!;
    assert.equal(tree.ids[place], "1.1.3");
    assert.equal(env.step(UP).observation.level, 2);
  });

  it("offers what is legal before what is not", () => {
    const env = new TopK(collection([[[1, 2, 3]]]), { count: 1, key: "available_count", order: "descending" });
    for (const action of [3, 3, 3]) {
      if (action === 3) env.reset({ seed: 1 });
    }
    for (let i = 0; i < 3; i++) env.step(FIRST_CANDIDATE);
    env.step(UP);
    assert.equal(env.actionMask[FIRST_CANDIDATE], 1, "the group of 3 is where the stage stands; that of 2 is offered");
  });

  it("keeps masks true to the inner environment's and never throws", () => {
    fc.assert(
      fc.property(layouts, fc.integer({ min: 1, max: 5 }), fc.integer(), (layout, count, seed) => {
        const random = new RandomStream(seed);
        const env = new TopK(
          new TimeLimit(collection(layout.map((grid) => grid.map((square) => [...square]))), { maxSteps: 60 }),
          {
            ...byPrediction,
            count,
          },
        );
        let { observation } = env.reset({ seed });
        for (;;) {
          assert.ok(env.observationSpace.contains(observation));
          assert.deepEqual(env.actionMask, observation.mask);
          const action = random.integer(count + 5) - 1;
          const legal = observation.mask[action] === 1;
          const step = env.step(action);
          assert.equal(step.info.illegal, !legal);
          if (step.terminated || step.truncated) break;
          ({ observation } = step);
        }
      }),
    );
  });

  it("says what is wrong", () => {
    const inner = collection();
    assert.throws(() => new TopK(inner, { ...byPrediction, count: 0 }), /'count' of TopK is 0/);
    assert.throws(
      () => new TopK(inner, { ...byPrediction, key: "availble_count" }),
      /'key' of TopK is 'availble_count'; expected one of .*\. Did you mean 'available_count'\?/,
    );
    assert.throws(
      () => new TopK(inner, { ...byPrediction, order: "up" as "ascending" }),
      /expected 'ascending' or 'descending'/,
    );
    assert.throws(
      () => new TopK(new ToyEnv() as never, byPrediction),
      /TopK is for CryoEM\/Collection-v0; 'Test\/Toy-v0'/,
    );
  });
});
