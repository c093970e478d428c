import assert from "node:assert/strict";
import { fillAdvantages } from "../../../../agent/learn/train/advantages.js";

function advantages(
  rewards: number[],
  seconds: number[],
  values: number[],
  nextValue: number,
  options = { gammaPerHour: 1, lambdaPerMinute: 0.9 },
): number[] {
  const into = new Float32Array(rewards.length);
  fillAdvantages({ rewards, seconds, values, nextValue }, options, into);
  return [...into];
}

function close(actual: number[], expected: number[]): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of expected.entries())
    assert.ok(Math.abs(actual[i]! - value) < 1e-6, `${actual} for ${expected}`);
}

describe("advantages", () => {
  it("are the whole return beyond the value where nothing is forgotten", () => {
    const options = { gammaPerHour: 1, lambdaPerMinute: 1 };
    close(advantages([1, 0, 2], [60, 0, 60], [0.5, 0.25, 1], 0, options), [2.5, 1.75, 1]);
  });

  it("forget by elapsed time, not by steps: moves that take no time lose no credit", () => {
    const direct = advantages([0, 1], [60, 60], [0, 0], 0);
    const inSteps = advantages([0, 0, 0, 0, 1], [0, 0, 0, 60, 60], [0, 0, 0, 0, 0], 0);
    close([inSteps[0]!], [direct[0]!]);
    close(direct, [0.9, 1]);
  });

  it("forget as much in two half minutes as in one", () => {
    close([advantages([0, 0, 1], [30, 30, 60], [0, 0, 0], 0)[0]!], [0.9]);
  });

  it("discount by elapsed time", () => {
    const options = { gammaPerHour: 0.25, lambdaPerMinute: 1 };
    // The reward of the second step comes half an hour after the first one began.
    close([advantages([0, 1], [1800, 60], [0, 0], 0, options)[0]!], [0.5]);
  });

  it("go on with the value of what follows, if anything does", () => {
    close(advantages([1], [60], [0.5], 0), [0.5]);
    close(advantages([1], [60], [0.5], 2), [2.5]);
  });
});
