import assert from "node:assert/strict";
import { measureBound, timeBound } from "../../../../bin/bench/bound/bound-bench.js";
import { boundCases } from "../../../../bin/bench/bound/bound-cases.js";
import { LinearProgram } from "../../../../bin/bench/bound/linear-program.js";
import { loadHighs } from "../../../../bin/bench/bound/load-highs.js";

describe("measureBound", () => {
  it("gives shares that fit together", async () => {
    let steps = 0;
    const measured = measureBound(await loadHighs(), boundCases()[3]!, 4, () => steps++);
    assert.equal(steps, 4);
    assert.ok(measured.episodes > 0 && measured.episodes <= 4);
    assert.ok(0 <= measured.medianGap && measured.medianGap <= measured.worstGap && measured.worstGap < 0.5);
    for (const share of [measured.exactShare, measured.reachedShare, measured.clairvoyantShare]) {
      assert.ok(share >= 0 && share <= 1);
    }
    assert.ok(measured.clairvoyantShare > 0.5);
  });
});

describe("timeBound", () => {
  it("is of a world of about 1,200 holes, far below 100 ms", () => {
    const { holes, milliseconds } = timeBound();
    assert.ok(holes > 1000 && holes < 1500);
    // Twice what is asked for, as tests run beside others.
    assert.ok(milliseconds < 200, `${milliseconds} ms`);
  });
});

describe("LinearProgram", () => {
  it("is what HiGHS reads: a knapsack", async () => {
    const program = new LinearProgram();
    const weights = [3, 4, 5, 8];
    program.constrain(
      weights.map((weight, i) => [weight, `x${i}`]),
      "<=",
      11,
    );
    for (const i of weights.keys()) program.binary(`x${i}`);
    const { Status, ObjectiveValue } = (await loadHighs()).solve(
      program.text(weights.map((_, i) => [[4, 5, 6, 9][i]!, `x${i}`])),
    );
    assert.equal(Status, "Optimal");
    assert.equal(ObjectiveValue, 13);
  });
});
