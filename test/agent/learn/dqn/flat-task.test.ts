import assert from "node:assert/strict";
import { played, smallTask } from "./small-flat.js";

describe("a flat task", () => {
  // Holes of even numbers are good but for 6; groups of 3 and 2 lie in one square, 2 in another, 4 in the second grid.
  it("rewards a good micrograph by what had to be changed for it", () => {
    const log = played(smallTask(600), 0, [0, 4, 5, 2, 8, 10, 9]);
    assert.deepEqual(log.rewards.slice(0, 7), [0.5, 0.9, 0, 0.61, 0.5, 1, 0]);
  });

  it("is over when nothing fits, and says how many were good", () => {
    const task = smallTask(12);
    const log = played(task, 0, [0, 1, 2]);
    assert.equal(log.isTerminated, true);
    // 8 minutes, then 1 and 1, and 2 for one more in another group.
    assert.equal(log.taken.length, 4);
    assert.equal(task.summary().steps, 4);
    assert.equal(task.summary().good, log.rewards.filter((reward) => reward > 0).length);
  });

  it("ends without being terminated after so many steps", () => {
    const task = smallTask(600, { maxSteps: 3 });
    const log = played(task, 0);
    assert.deepEqual([log.taken.length, log.isTerminated, task.isOver], [3, false, true]);
  });

  it("draws budgets between factors, the same for the same number", () => {
    const budget = (episode: number) => {
      const task = smallTask(100, { budgetFactors: [0.5, 1.5] });
      task.begin(episode);
      return task.log.remainingSeconds[0]!;
    };
    const budgets = Array.from({ length: 20 }, (_, episode) => budget(episode));
    assert.deepEqual(budgets[7], budget(7));
    assert.ok(budgets.every((seconds) => seconds >= 3000 && seconds <= 9000) && new Set(budgets).size === 20);
  });
});
