import assert from "node:assert/strict";
import type { Belief, BeliefEntry } from "../../../agent/belief/belief.js";
import { beliefs } from "../../../agent/belief/kinds/index.js";
import { loadPrior } from "../../../agent/belief/prior.js";
import { calibrate, LEAST_CHANCE, logLoss } from "../../../agent/calibration/calibrate.js";
import { collectForecasts } from "../../../agent/calibration/forecasts.js";
import { recordVisits } from "../../../agent/calibration/visits.js";
import { policies } from "../../../agent/policies/index.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import type { Session } from "../../../env/session/session.js";

const prior = loadPrior("generated");

function task(name: string, budgetMinutes = 120) {
  const scenario = loadScenario(name);
  return { ...scenario, source: openWorld(scenario), plan: { ...scenario.plan, budgetSeconds: budgetMinutes * 60 } };
}

/** Says how many results it has been told of, in thousandths. */
class Counter {
  readonly probability: Float64Array;
  readonly prior: Float64Array;
  #told: number;

  constructor(readonly session: Session) {
    this.probability = new Float64Array(session.tree.size);
    this.prior = new Float64Array(session.tree.size).fill(0.25);
    this.#told = session.resultCount[0]!;
  }

  observe(): void {
    this.#told++;
  }

  update(): void {
    this.probability.fill(this.#told / 1000);
  }
}

const counter: BeliefEntry = {
  name: "counter",
  summary: "counts",
  create: (session) => new Counter(session) as unknown as Belief,
};

describe("collectForecasts", () => {
  it("asks before the result, of what the policy exposes, with nothing but earlier results told", () => {
    const scenario = task("fresh-session", 240);
    const policy = policies.get("index");
    const { chance, ...rest } = collectForecasts({ scenario, policy, beliefs: [counter], prior, episodes: 2, seed: 3 })
      .beliefs[0]!;
    assert.equal(rest.belief, "counter");
    const forecasts = collectForecasts({ scenario, policy, beliefs: [counter], prior, episodes: 2, seed: 3 });
    assert.ok(forecasts.good.length > 50);
    chance.forEach((p, i) => {
      assert.equal(Math.round(p * 1000), forecasts.resultsBefore[i]);
    });
    for (const e of [0, 1]) {
      const own = [...forecasts.episode.keys()].filter((i) => forecasts.episode[i] === e);
      // Without a delay each exposure knows all results before it.
      own.forEach((i, n) => {
        const good = own.slice(0, n).reduce((sum, j) => sum + forecasts.good[j]!, 0);
        assert.equal(forecasts.resultsBefore[i], n);
        assert.equal(forecasts.runningMean[i], (good + 1) / (n + 2));
      });
    }
  });

  it("knows of late results only when they have come, and leaves those out that never do", () => {
    const scenario = task("delayed-results");
    const visited = recordVisits(scenario, () => policies.get("greedy").create(), 1, new KeyedRandom(1))[0]!;
    const policy = policies.get("greedy");
    const forecasts = collectForecasts({ scenario, policy, beliefs: [counter], prior, episodes: 1, seed: 1 });
    assert.deepEqual([...forecasts.leaf], visited.leaves);
    assert.deepEqual([...forecasts.good], visited.good.map(Number));
    let behind = 0;
    forecasts.resultsBefore.forEach((results, i) => {
      assert.equal(Math.round(forecasts.beliefs[0]!.chance[i]! * 1000), results);
      if (results < i) behind++;
    });
    assert.ok(behind > 10, "no result was late");
  });

  it("does not depend on which other beliefs listen", () => {
    const scenario = task("y1-like");
    const policy = policies.get("index");
    const of = (names: readonly string[]) =>
      collectForecasts({ scenario, policy, beliefs: names.map((n) => beliefs.get(n)), prior, episodes: 1, seed: 1 });
    const alone = of(["gaussian-process"]);
    const together = of(["residual", "gaussian-process"]);
    assert.deepEqual(alone.beliefs[0]!.chance, together.beliefs[1]!.chance);
  });
});

describe("calibrate", () => {
  it("scores by hand-checked means, later ones beside prior and running mean", () => {
    const count = 60;
    const indices = Array.from({ length: count }, (_, i) => i);
    const [result] = calibrate(
      {
        scenario: "s",
        policy: "p",
        episodes: 2,
        worldsVary: true,
        episode: Int32Array.from(indices, (i) => i % 2),
        leaf: Int32Array.from(indices),
        good: new Uint8Array(count).fill(1),
        resultsBefore: Int32Array.from(indices),
        runningMean: new Float64Array(count).fill(0.5),
        beliefs: [{ belief: "b", chance: new Float64Array(count).fill(0.8), prior: new Float64Array(count).fill(0.4) }],
      },
      new KeyedRandom(1),
    );
    const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a}, not ${b}`);
    near(result!.brier, 0.04);
    near(result!.logLoss, -Math.log(0.8));
    near(result!.calibration.error, 0.2);
    assert.equal(result!.later.forecasts, 10);
    near(result!.later.prior, -Math.log(0.4));
    near(result!.later.lessPrior.value, Math.log(0.4) - Math.log(0.8));
    near(result!.later.lessRunningMean.value, Math.log(0.5) - Math.log(0.8));
    near(result!.later.lessPrior.interval![0], result!.later.lessPrior.value);
  });

  it("cuts certainties", () => {
    assert.equal(logLoss(0, true), -Math.log(LEAST_CHANCE));
    assert.equal(logLoss(1, true), -Math.log(1 - LEAST_CHANCE));
  });

  it("refuses to score nothing", () => {
    const scenario = task("y1-like", 0.01);
    const forecasts = collectForecasts({
      scenario,
      policy: policies.get("index"),
      beliefs: [counter],
      prior,
      episodes: 1,
      seed: 1,
    });
    assert.throws(() => calibrate(forecasts, new KeyedRandom(1)), /no result came in on 'y1-like'/);
  });
});
