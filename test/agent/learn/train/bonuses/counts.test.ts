import assert from "node:assert/strict";
import { FIRST_CANDIDATE, UP } from "../../../../../agent/learn/input/choices.js";
import {
  CANDIDATE_FEATURES,
  CONTEXT_FEATURES,
  type DecisionInput,
} from "../../../../../agent/learn/input/decision-input.js";
import counts from "../../../../../agent/learn/train/bonuses/counts.js";
import { smallShape } from "../../../../support/checkpoints.js";

/** Candidates that differ by their chance alone. */
function inputOf(chances: readonly number[], level = 3): DecisionInput {
  const candidates = new Float32Array(chances.length * CANDIDATE_FEATURES);
  for (const [i, chance] of chances.entries()) candidates[i * CANDIDATE_FEATURES + 2] = chance;
  return {
    level,
    count: chances.length,
    candidates,
    context: new Float32Array(CONTEXT_FEATURES),
    legal: new Uint8Array(chances.length + 3).fill(1),
    scores: new Float32Array(chances.length + 3),
  };
}

function begun() {
  const bonus = counts.create(2, smallShape, 1);
  for (const environment of [0, 1]) bonus.begin(environment, undefined);
  const of = (input: DecisionInput, move: number, environment = 0) => bonus.before({ environment, input, move });
  return { bonus, of };
}

describe("the bonus of counts", () => {
  const input = inputOf([0.1, 0.12, 0.9]);

  it("falls as one over the square root of how often such a move was made", () => {
    const { of } = begun();
    const first = of(input, FIRST_CANDIDATE);
    assert.ok(first > 0);
    for (let times = 2; times < 10; times++) {
      // The other one is hardly different.
      const value = of(input, FIRST_CANDIDATE + (times % 2));
      assert.ok(Math.abs(value - first / Math.sqrt(times)) < 1e-12, `${value}`);
    }
  });

  it("tells candidates apart by their features and levels, and from moves that are none", () => {
    const { of } = begun();
    const first = of(input, FIRST_CANDIDATE);
    assert.equal(of(input, FIRST_CANDIDATE + 2), first);
    assert.equal(of(inputOf([0.1], 4), FIRST_CANDIDATE), first);
    assert.equal(of(input, UP), first);
    assert.ok(of(input, UP) < first);
  });

  it("counts within an episode of one environment", () => {
    const { bonus, of } = begun();
    const first = of(input, FIRST_CANDIDATE);
    assert.equal(of(input, FIRST_CANDIDATE, 1), first);
    assert.ok(of(input, FIRST_CANDIDATE) < first);
    bonus.begin(0, undefined);
    assert.equal(of(input, FIRST_CANDIDATE), first);
    assert.ok(of(input, FIRST_CANDIDATE, 1) < first);
    assert.equal(bonus.after(0, undefined), 0);
  });
});
