import assert from "node:assert/strict";
import { TimeLimit } from "../../../env/wrappers/time-limit.js";
import { ToyEnv } from "../../support/toy-env.js";

describe("TimeLimit", () => {
  it("truncates after its steps, and counts anew after a reset", () => {
    const env = new TimeLimit(new ToyEnv(5), { maxSteps: 2 });
    for (let episode = 0; episode < 2; episode++) {
      env.reset({ seed: 1 });
      assert.deepEqual(
        [env.step(1), env.step(1)].map(({ terminated, truncated }) => [terminated, truncated]),
        [
          [false, false],
          [false, true],
        ],
      );
    }
  });

  it("leaves a termination at its last step a termination", () => {
    const env = new TimeLimit(new ToyEnv(2), { maxSteps: 2 });
    env.reset({ seed: 1 });
    env.step(1);
    const { terminated, truncated } = env.step(1);
    assert.deepEqual([terminated, truncated], [true, false]);
  });

  it("refuses to step on after its truncation and after close", () => {
    const env = new TimeLimit(new ToyEnv(5), { maxSteps: 1 });
    assert.throws(() => env.step(1), /before reset\(\)/);
    env.reset();
    env.step(1);
    assert.throws(() => env.step(1), /after the episode's end/);
    env.close();
    assert.throws(() => env.step(1), /after close\(\)/);
  });

  it("says what is wrong", () => {
    assert.throws(
      () => new TimeLimit(new ToyEnv(), { maxSteps: 0 }),
      /'maxSteps' of TimeLimit is 0; expected an integer of at least 1/,
    );
  });
});
