import assert from "node:assert/strict";
import { nStep } from "../../../../agent/learn/dqn/n-step.js";
import { played, smallTask } from "./small-flat.js";

describe("n-step returns", () => {
  it("add up discounted rewards and say where they lead", () => {
    const log = played(smallTask(60), 0);
    const [a, b, c] = log.rewards.slice(1);
    assert.deepEqual(nStep(log, 1, 3, 0.5), {
      reward: a! + 0.5 * b! + 0.25 * c!,
      next: 4,
      discount: 0.125,
      isTerminated: false,
    });
  });

  it("end with the episode", () => {
    const log = played(smallTask(60), 0);
    const last = log.rewards.length - 1;
    assert.deepEqual(nStep(log, last, 3, 0.9), {
      reward: log.rewards[last],
      next: last + 1,
      discount: 0.9,
      isTerminated: true,
    });
    assert.equal(nStep(log, last - 2, 3, 0.9).isTerminated, true);
    assert.equal(nStep(log, last - 3, 3, 0.9).isTerminated, false);
  });

  it("have a value to follow where an episode was truncated or goes on", () => {
    const task = smallTask(60, { maxSteps: 2 });
    const log = played(task, 0);
    assert.equal(log.taken.length, 2);
    assert.deepEqual(nStep(log, 1, 3, 0.9), { reward: log.rewards[1], next: 2, discount: 0.9, isTerminated: false });
    task.begin(1);
    task.step(0);
    assert.equal(nStep(task.log, 0, 3, 0.9).isTerminated, false);
  });
});
