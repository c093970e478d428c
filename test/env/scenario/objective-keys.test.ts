import assert from "node:assert/strict";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { loads, place, refuses, sample } from "../../support/scenario-text.js";

const GOOD = "good: ctf_resolution_angstrom <= 6";

/** The sample with another objective, its keys given line by line. */
function withObjective(...lines: string[]): string {
  const given = `objective:\n  ${GOOD}\n  cost_per_hour: 0\n`;
  assert.ok(sample.includes(given));
  return sample.replace(given, `objective:\n${lines.map((line) => `  ${line}\n`).join("")}`);
}

const resolution = [
  "kind: resolution",
  GOOD,
  "b_factor: 90 angstrom^2",
  "starting_resolution: 6 angstrom",
  "starting_particles: 500",
];

describe("a scenario's objective", () => {
  it("counts good micrographs without a kind, and may price time", () => {
    const { objective } = loads(withObjective(GOOD, "cost_per_hour: 12")).plan;
    assert.deepEqual([objective.metric, objective.costPerHour], ["goodMicrographs", 12]);
    assert.equal(loads(withObjective(GOOD)).plan.objective.costPerHour, 0);
    assert.equal(loads(withObjective(GOOD, "cost_per_hour: 12 / h")).plan.objective.costPerHour, 12);
  });

  it("is of a kind that is registered", () => {
    const { objective } = loads(withObjective(...resolution)).plan;
    assert.deepEqual([objective.metric, objective.unit], ["resolutionGain", "angstrom"]);
    const text = withObjective("kind: screenning", GOOD);
    refuses(text, [place(text, "screenning"), /^objective\.kind: 'screenning'; .*Did you mean 'screening'\?$/]);
  });

  it("refuses keys that its kind does not know", () => {
    const plain = withObjective(GOOD, "target_resolution: 3 angstrom");
    refuses(plain, [
      place(plain, "target_res"),
      /^unknown key 'objective\.target_resolution'\. Allowed here: kind, good, /,
    ]);
    const misspelt = withObjective(GOOD, "cost_per_hours: 3");
    refuses(misspelt, [place(misspelt, "cost_per"), /Did you mean 'cost_per_hour'\?$/]);
  });

  it("refuses values that mean nothing", () => {
    const cost = withObjective(GOOD, "cost_per_hour: -3");
    refuses(cost, [place(cost, "-3"), /^objective\.cost_per_hour: '-3' is negative/]);
    const value = withObjective("kind: expression", GOOD, "value: particles * 2");
    refuses(value, [place(value, "particles *"), /^objective\.value: .*'particles' is unknown; expected one of ctf_/]);
    const target = withObjective(...resolution, "target_resolution: 7 angstrom");
    refuses(target, [place(target, "7 angs"), /^objective\.target_resolution: expected a resolution better/]);
    const unit = withObjective(...resolution.map((line) => line.replace("90 angstrom^2", "90 angstrom")));
    refuses(unit, [place(unit, "90 angs"), /^objective\.b_factor: .*it is a length; expected a B-factor/]);
  });

  it("refuses an objective that is 0 whatever happens, and says why", () => {
    const scenario = loads(withObjective("kind: completed-tilts", GOOD));
    assert.throws(
      () => openWorld(scenario),
      /needs completed_tilts, .* do not tell: write 'exposure: \{ kind: tilt_series/,
    );
    const good = loads(withObjective("good: completed_tilts > 30"));
    assert.throws(() => openWorld(good), /scenario 'y1-like': the objective \(good: completed_tilts > 30\) needs/);
    assert.doesNotThrow(() => openWorld(loads(withObjective("kind: particles", GOOD))));
  });
});

describe("a scenario's results and faults", () => {
  const more = (...lines: string[]) => `${sample}${lines.join("\n")}\n`;

  it("are none where nothing is said", () => {
    const { plan, faults } = loadScenario("y1-like");
    assert.deepEqual([plan.results, faults], [undefined, undefined]);
  });

  it("tell when results arrive", () => {
    const text = more("results: { delay: 2 min, spread: 0.5, time_out: 20 min, lost_share: 0.01 }");
    const timing = { medianSeconds: 120, logSpread: 0.5, timeOutSeconds: 1200, lostShare: 0.01 };
    assert.deepEqual(loads(text).plan.results, timing);
    const usual = loads(more("results: { delay: 10 s }")).plan.results;
    assert.deepEqual(usual, { medianSeconds: 10, logSpread: 0, timeOutSeconds: 1800, lostShare: 0 });
  });

  it("tell what fails how often", () => {
    const { faults } = loads(more("faults: { tries: 2, grid: 1 }"));
    const { tree } = openWorld(loadScenario("y1-like")).create(new KeyedRandom(1));
    assert.equal(faults!.tries, 2);
    assert.equal(faults!.fails(tree, 1, new KeyedRandom(1), 0), true);
    assert.equal(faults!.fails(tree, tree.firstLeaf, new KeyedRandom(1), 0), false);
  });

  it("refuse what can't be", () => {
    const unit = more("results: { delay: 2 um }");
    refuses(unit, [place(unit, "2 um"), /^results\.delay: .*it is a length; expected a time/]);
    const late = more("results: { delay: 1 h, time_out: 30 min }");
    refuses(late, [place(late, "30 min }"), /^results\.time_out: expected a time of at least 'delay'/]);
    const level = more("faults: { tries: 3, sqare: 0.01 }");
    refuses(level, [place(level, "sqare"), /^unknown key 'faults\.sqare'\. Allowed here: tries, grid, .*'square'\?$/]);
    const share = more("faults: { square: 1.5 }");
    refuses(share, [place(share, "1.5 }"), /^faults\.square: expected number to be <=1/]);
  });
});
