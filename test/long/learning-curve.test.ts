import assert from "node:assert/strict";
import { chooseBackend } from "../../agent/learn/backend/choose-backend.js";
import { learn, meanReturn, scratchConfig } from "../support/learning-runs.js";

const ITERATIONS = 20;
const EPISODES = 100;

/** What is learned has to be better than random moves by, in what the rule's plan expects of a session. */
const MARGIN = 0.25;

describe("learning from scratch", () => {
  let random = 0;

  before(async () => {
    await chooseBackend("wasm");
    random = meanReturn(scratchConfig(1, ITERATIONS), EPISODES);
  });

  for (const seed of [1, 2, 3]) {
    it(`beats random moves, without the rule's scores (seed ${seed})`, async () => {
      const config = scratchConfig(seed, ITERATIONS);
      const learned = await learn(config);
      const reached = meanReturn(config, EPISODES, learned);
      learned.network.dispose();
      assert.ok(reached > random + MARGIN, `${reached} against ${random}`);
    });
  }

  it("does not where all advantages are turned round", async () => {
    const config = scratchConfig(1, ITERATIONS);
    const learned = await learn(config, -1);
    const reached = meanReturn(config, EPISODES, learned);
    learned.network.dispose();
    assert.ok(reached < random, `${reached} against ${random}`);
  });
});
