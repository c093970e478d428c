import assert from "node:assert/strict";
import { mean, standardDeviation } from "simple-statistics";
import type { CollectionObservation } from "../../../env/collection/collection-observation.js";
import { copyObservation } from "../../../env/core/env.js";
import { make } from "../../../env/core/environments.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { Box } from "../../../env/spaces/box.js";
import { NormalizeObservation, type NormalizeObservationOptions } from "../../../env/wrappers/normalize-observation.js";
import { ToyEnv } from "../../support/toy-env.js";

function collection(options?: NormalizeObservationOptions<CollectionObservation>) {
  const inner = make("CryoEM/Collection-v0", { scenario: "y1-like" });
  return { inner, env: new NormalizeObservation(inner, options) };
}

describe("NormalizeObservation", () => {
  it("gives each entry of a Box mean 0 and deviation 1 over what was seen", () => {
    const env = new NormalizeObservation(new ToyEnv(1000), { clip: Infinity });
    env.reset({ seed: 5 });
    for (let i = 1; i <= 100; i++) env.step(1);
    const seen = Array.from({ length: 102 }, (_, i) => i);
    const last = env.step(1).observation[0]!;
    assert.ok(Math.abs(last - (101 - mean(seen)) / standardDeviation(seen)) < 1e-5);
    assert.ok(env.observationSpace.equals(new Box(-Infinity, Infinity, [2])));
    assert.deepEqual(env.save()[""]!.count, 102);
  });

  it("normalises the rows of a table alike and leaves padding out", () => {
    const { inner, env } = collection({ keys: ["candidates"], clip: 50 });
    const { observation } = env.reset({ seed: 1 });
    const raw = inner.reset({ seed: 1 }).observation;
    const width = inner.layout.candidateColumns.length;
    const count = inner.session!.tree.childCount[inner.session!.cursor]!;
    const column = inner.layout.candidateColumns.indexOf("predicted_ctf_resolution_angstrom");
    const values = Array.from({ length: count }, (_, row) => raw.candidates[row * width + column]!);
    assert.equal(env.save().candidates!.count, count);
    values.forEach((value, row) => {
      const expected = (value - mean(values)) / Math.sqrt(standardDeviation(values) ** 2 + 1e-8);
      assert.ok(Math.abs(observation.candidates[row * width + column]! - expected) < 1e-4);
    });
    assert.ok(observation.candidates.subarray(count * width).every((value) => value === 0));
    assert.deepEqual(observation.context, raw.context);
  });

  it("takes a padding rule, or none", () => {
    const rows = collection({ keys: ["candidates"], padding: (_, row, key) => key === "candidates" && row > 1 });
    rows.env.reset({ seed: 1 });
    assert.equal(rows.env.save().candidates!.count, 2);
    const all = collection({ keys: ["candidates"], padding: "none" });
    all.env.reset({ seed: 1 });
    assert.equal(all.env.save().candidates!.count, all.inner.actionSpace.n - 3);
  });

  it("gives members of its space and cuts what lies far off", () => {
    const { env } = collection({ clip: 2 });
    const random = new RandomStream(4);
    let { observation } = env.reset({ seed: 2 });
    for (let i = 0; i < 200; i++) {
      assert.ok(env.observationSpace.contains(observation));
      const step = env.step(env.actionSpace.sample(random, env.actionMask));
      observation = step.terminated ? env.reset().observation : step.observation;
    }
  });

  it("learns nothing while frozen and can be saved and loaded", () => {
    const { env } = collection();
    env.reset({ seed: 1 });
    env.frozen = true;
    const saved = JSON.stringify(env.save());
    const shown = copyObservation(env.reset({ seed: 2 }).observation);
    assert.equal(JSON.stringify(env.save()), saved);
    const other = collection().env;
    other.load(JSON.parse(saved));
    other.frozen = true;
    assert.deepEqual(other.reset({ seed: 2 }).observation, shown);
  });

  it("says what is wrong", () => {
    const { env } = collection();
    assert.throws(
      () => collection({ keys: ["contxt"] }),
      /'contxt' is no Box of the observation; expected some of candidates, context\. Did you mean 'context'\?/,
    );
    assert.throws(() => collection({ keys: ["mask"] }), /'mask' is no Box/);
    assert.throws(() => collection({ clip: 0 }), /'clip' is 0/);
    assert.throws(() => collection({ epsilon: Number.NaN }), /'epsilon' is NaN/);
    assert.throws(
      () => collection({ padding: "zeros" as "none" }),
      /'padding' is zeros; expected 'zero-rows', 'none' or a function/,
    );
    assert.throws(
      () => env.load({ context: { count: 0, mean: [], squares: [] } }),
      /lacks 'candidates'; it has context/,
    );
  });
});
