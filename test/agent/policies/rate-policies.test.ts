import assert from "node:assert/strict";
import type { ParameterValues } from "../../../agent/policy.js";
import type { Objective } from "../../../env/objective/objective.js";
import type { SessionPlan } from "../../../env/session/session-plan.js";
import type { WorldData } from "../../../env/world/world-data.js";
import { planOf } from "../../support/plans.js";
import { runPolicy, squaresWorld } from "../../support/policy-runs.js";
import { randomEpisode } from "../../support/random-episodes.js";
import type { Layout } from "../../support/small-worlds.js";

const square = [8, 8, 8];
const twoSquares: Layout = [[square, square]];
const late = { medianSeconds: 400, logSpread: 0, timeOutSeconds: 4000, lostShare: 0 };
const at = (data: WorldData, id: string, concealed = true) => ({ hole: data.tree.row(id)!, concealed });
const squareOf = (id: string) => id.split(".").slice(0, 2).join(".");
const changed = (plan: SessionPlan, change: Partial<Objective>): SessionPlan => ({
  ...plan,
  objective: { ...plan.objective, ...change },
});

for (const policy of ["ucb", "thompson"]) {
  // Without exploration both do the same.
  const certain: ParameterValues = policy === "ucb" ? { beta: 0 } : { spread: 0 };

  describe(policy, () => {
    it("surveys another square when what it found is poor, and stays when it is rich", () => {
      const poor = squaresWorld(twoSquares, (id) => {
        const angstrom = id === "1.1" ? 15 : 4;
        return { predicted: angstrom, true: angstrom };
      });
      assert.equal(runPolicy(policy, poor, planOf(40), at(poor, "1.1.1.1"), certain).steps[0], "1.2");
      const rich = squaresWorld(twoSquares, () => ({ predicted: 3.3, true: 4 }));
      const { steps } = runPolicy(policy, rich, planOf(20), at(rich, "1.1.1.1"), certain);
      assert.ok(steps.length > 10 && steps.every((id) => id.startsWith("1.1.") || id === "stop"), `${steps}`);
    });

    it("finds the good square among bad ones by surveying", () => {
      const data = squaresWorld([twoSquares[0]!, twoSquares[0]!], (id) => {
        const angstrom = id === "2.2" ? 3.3 : 14;
        return { predicted: angstrom, true: angstrom };
      });
      const { session } = runPolicy(policy, data, planOf(90), { concealed: true });
      assert.ok(session.goodCount[0]! >= 20, `${session.goodCount[0]} of 24 good holes`);
    });

    it("learns that predictions are wrong: leaves a square that was promised to be good", () => {
      const data = squaresWorld(twoSquares, (id) => ({ predicted: 4, true: id === "1.1" ? 12 : 4 }));
      const { steps } = runPolicy(policy, data, planOf(60), at(data, "1.1.1.1"));
      const left = steps.findIndex((id) => squareOf(id) === "1.2");
      assert.ok(left >= 1 && left <= 16, `left after ${left}`);
    });

    it("stops where nothing is worth its cost, early where all is bad, and not at all where all is good", () => {
      for (const concealed of [false, true]) {
        const plan = changed(planOf(480), { costPerHour: 15 });
        const bad = squaresWorld(twoSquares, () => ({ predicted: 4, true: 12 }));
        const lost = runPolicy(policy, bad, plan, { concealed });
        assert.equal(lost.goals.at(-1)!.kind, "stop");
        assert.ok(lost.session.clockSeconds < 0.2 * 480 * 60, `stops after ${lost.session.clockSeconds} s`);
        assert.equal(lost.sentences.at(-1), "Nothing is worth what its time costs.");
        const good = squaresWorld(twoSquares, () => ({ predicted: 4, true: 4 }));
        assert.equal(runPolicy(policy, good, plan, { concealed }).session.goodCount[0], 48);
      }
    });

    it("does not begin what can't pay", () => {
      const data = squaresWorld(twoSquares, () => ({ predicted: 4, true: 4 }));
      const { goals } = runPolicy(policy, data, changed(planOf(480), { costPerHour: 75 }), { concealed: true });
      assert.deepEqual(goals, [{ kind: "stop" }]);
    });

    it("stops once more of the same adds less than it costs", () => {
      const data = squaresWorld([[square, square, square, square]], () => ({ predicted: 4, true: 4 }));
      const concave = { worth: (tally: number) => 10 * Math.log1p(tally / 10), costPerHour: 20 };
      const { session } = runPolicy(policy, data, changed(planOf(480), concave), {}, certain);
      // One more is worth 10 / (10 + n), and costs a third a minute: about 20 of 96 holes.
      assert.ok(session.goodCount[0]! >= 15 && session.goodCount[0]! <= 26, `${session.goodCount[0]} good`);
    });

    it("never waits where time is limited by the budget alone", () => {
      let exposures = 0;
      for (let k = 0; k < 60; k++) {
        const { world, start } = randomEpisode(k, { costs: false });
        const { goals, session } = runPolicy(policy, world.data, { ...world.plan, results: late }, start);
        assert.ok(!goals.some((goal) => goal.kind === "wait"));
        exposures += session.exposedCount[0]!;
      }
      assert.ok(exposures > 100);
    });

    it("waits when nothing is worth its cost but would be if what is awaited were good", () => {
      const of = (ctf: number) => squaresWorld([[[2], [12]]], () => ({ predicted: Number.NaN, true: ctf }));
      const plan = { ...changed(planOf(480), { costPerHour: 18 }), results: late };
      const [good, bad] = [of(4), of(12)];
      const won = runPolicy(policy, good, plan, at(good, "1.1.1.1", false), certain);
      const lost = runPolicy(policy, bad, plan, at(bad, "1.1.1.1", false), certain);
      for (const { goals } of [won, lost]) assert.ok(goals.some((goal) => goal.kind === "wait"));
      assert.ok(won.session.goodCount[0]! > lost.session.exposedCount[0]!);
      assert.equal(lost.goals.at(-1)!.kind, "stop");
    });

    it("decides the same from the same seed, and says the rate that it acts on", () => {
      const { world, start } = randomEpisode(5);
      const [a, b] = [1, 2].map(() => runPolicy(policy, world.data, world.plan, start));
      assert.deepEqual(a!.steps, b!.steps);
      const data = squaresWorld(twoSquares, () => ({ predicted: 3.3, true: 4 }));
      const { numbers, sentences } = runPolicy(policy, data, planOf(20), at(data, "1.1.1.1"), certain);
      const word = policy === "ucb" ? "upper" : "drawn";
      const { [`${word}GoodPerHour`]: rate, [`${word}Probability`]: chance, expectedSeconds } = numbers[0]!;
      assert.ok(Math.abs(rate! - (3600 * chance!) / expectedSeconds!) < 1e-6);
      assert.match(sentences[0]!, /^Exposes a hole 60 s away, \d+ % to be good/);
    });
  });
}

describe("ucb", () => {
  it("tries what is uncertain the more, the greater beta is", () => {
    // The square it stands in is known to be fair; the other has no results, and promises no more.
    const data = squaresWorld([[[30], [30]]], () => ({ predicted: Number.NaN, true: 4 }));
    const half = { ...data, ctfResolutionAngstrom: data.ctfResolutionAngstrom.map((ctf, row) => (row % 2 ? ctf : 12)) };
    const left = (beta: number) =>
      runPolicy("ucb", half, planOf(60), at(half, "1.1.1.1", false), { beta, stay: 1 }).steps.findIndex(
        (id) => squareOf(id) === "1.2",
      );
    const [never, soon] = [left(0), left(3)];
    assert.ok(soon > 0 && (never === -1 || never > soon), `${never} and ${soon}`);
  });
});

describe("thompson", () => {
  it("goes to either of two squares that are alike, by the draw", () => {
    const data = squaresWorld([[[6], [6]]], () => ({ predicted: Number.NaN, true: 4 }));
    const first = Array.from({ length: 60 }, (_, seed) =>
      squareOf(runPolicy("thompson", data, planOf(30), {}, { spread: 1 }, seed).steps[0]!),
    );
    const there = first.filter((id) => id === "1.1").length;
    assert.ok(there > 12 && there < 48, `${there} of 60`);
  });

  it("keeps a draw in a group, or draws anew for each decision", () => {
    const data = squaresWorld([[[10, 10, 10]]], () => ({ predicted: Number.NaN, true: 4 }));
    // Without results nothing but the draw changes.
    const plan = { ...planOf(16), results: { ...late, medianSeconds: 100_000, timeOutSeconds: 200_000 } };
    const drawn = (hold: number) => {
      const { numbers, steps } = runPolicy("thompson", data, plan, {}, { hold, spread: 1, stay: 0.1 }, 3);
      const inGroup = numbers.filter((_, i) => i > 0 && steps[i]!.split(".").length === 4);
      return new Set(inGroup.map(({ drawnProbability }) => drawnProbability)).size;
    };
    assert.equal(drawn(1), 1);
    assert.ok(drawn(0) > 3);
  });

  it("does not end a session on one unlucky draw: the mean decides then", () => {
    const data = squaresWorld([[[20]]], () => ({ predicted: Number.NaN, true: 4 }));
    const plan = changed(planOf(480), { costPerHour: 12 });
    for (let seed = 0; seed < 40; seed++) {
      const { session } = runPolicy("thompson", data, plan, {}, { spread: 2 }, seed);
      assert.equal(session.goodCount[0], 20, `seed ${seed}`);
    }
  });
});
