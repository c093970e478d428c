import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { EpisodeEnv } from "../../../env/collection/episode-env.js";
import { make } from "../../../env/core/environments.js";
import { RandomStream } from "../../../env/random/random-stream.js";

const STEPS = 10_000;
const SEEDS = [1, 2, 3];

/**
 * Of 10,000 random legal steps from a seed, the episodes after it included: observations, rewards, ends and infos. A
 * change here is a change of results: give the environments a new version, or say in CHANGELOG why not.
 */
const golden: Readonly<Record<string, readonly string[]>> = {
  "CryoEM/Collection-v0": ["baa274ed881e1381", "aa23f57b03ba86db", "e8b48ee7552b0c99"],
  "CryoEM/Holes-v0": ["aaedd951907ce60c", "126a78a11c4265fe", "007ddbad18da46f5"],
};

function fingerprint(env: EpisodeEnv<{ readonly mask: Uint8Array }>, seed: number): string {
  const hash = createHash("sha256");
  const random = new RandomStream(seed);
  const take = (observation: object) => {
    for (const value of Object.values(observation)) {
      hash.update(ArrayBuffer.isView(value) ? (value as Uint8Array) : String(value));
    }
  };
  take(env.reset({ seed }).observation);
  for (let i = 0; i < STEPS; i++) {
    const { observation, reward, terminated, truncated, info } = env.step(
      env.actionSpace.sample(random, env.actionMask),
    );
    take(observation);
    hash.update(JSON.stringify([reward, terminated, truncated, info]));
    if (terminated || truncated) take(env.reset().observation);
  }
  return hash.digest("hex").slice(0, 16);
}

describe("determinism", () => {
  for (const [id, hashes] of Object.entries(golden)) {
    it(`${id} takes ${STEPS} steps from each of ${SEEDS.length} seeds as it always did`, () => {
      const env = make(id, { scenario: "y1-like", worldPool: 8 }) as EpisodeEnv<{ readonly mask: Uint8Array }>;
      assert.deepEqual(
        SEEDS.map((seed) => fingerprint(env, seed)),
        hashes,
      );
    });
  }
});
