import assert from "node:assert/strict";
import { assertEnv } from "../../../env/check/check-env.js";
import { FIRST_CANDIDATE } from "../../../env/collection/actions.js";
import { make } from "../../../env/core/environments.js";
import { UserError } from "../../../env/errors.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import { TomographyEnv } from "../../../env/tomography/tomography-env.js";
import { objectiveOf } from "../../support/objectives.js";
import { levelsLatency, noisyLatency, planOf } from "../../support/plans.js";
import { loads, sample } from "../../support/scenario-text.js";
import { smallWorld, sourceOf, tiltedWorld } from "../../support/small-worlds.js";

const tilted = sample
  .replace("  prediction:", "  exposure: { kind: tilt_series, tilts: 41, failure_share_per_tilt: 0.01 }\n  prediction:")
  .replace("hole: 1 min", "hole: 30 min")
  .replace("  good:", "  kind: completed-tilts\n  good:");

function environment(latency = levelsLatency): TomographyEnv {
  const plan = { ...planOf(480, latency), objective: objectiveOf({ kind: "completed-tilts", cost_per_hour: 6 }) };
  return new TomographyEnv({ source: sourceOf(tiltedWorld()), plan, start: "outside" });
}

describe("CryoEM/Tomography-v0", () => {
  it("is made by its id, typed", () => {
    const env = make("CryoEM/Tomography-v0", { scenario: loads(tilted) });
    const { observation } = env.reset({ seed: 1 });
    const column = (name: string) => observation.context[env.layout.contextColumns.indexOf(name)];
    assert.deepEqual([column("planned_tilts"), column("series_hours")], [41, 0.5]);
    assert.ok(env.observationSpace.contains(observation));
    assert.equal(env.spec!.id, "CryoEM/Tomography-v0");
  });

  it("refuses worlds without tilt series, and says what to write", () => {
    const message = /exposure in the scenario 'y1-like' is a micrograph, .*'exposure: \{ kind: tilt_series, /;
    assert.throws(
      () => make("CryoEM/Tomography-v0", { scenario: loadScenario("y1-like") }),
      (error: unknown) => error instanceof UserError && message.test(error.message),
    );
    const plan = planOf(480);
    assert.throws(() => new TomographyEnv({ source: sourceOf(smallWorld()), plan, start: "outside" }), UserError);
  });

  it("pays tilts, takes less time for a series that ends early, and spends its target", () => {
    const data = tiltedWorld();
    const env = environment();
    env.reset({ seed: 1 });
    for (let level = 0; level < 3; level++) env.step(FIRST_CANDIDATE);
    const { tree } = data;
    for (let i = 0; i < 3; i++) {
      const target = tree.row(`1.1.1.${i + 1}`)!;
      const { reward, info } = env.step(FIRST_CANDIDATE + i);
      const tilts = data.completedTilts![target]!;
      const counts = data.ctfResolutionAngstrom[target]! <= 6;
      assert.equal(info.durationSeconds, (60 * tilts) / 40);
      assert.ok(Math.abs(reward - ((counts ? tilts : 0) - (6 * info.durationSeconds) / 3600)) < 1e-9);
      assert.equal(env.session!.status[target], TargetStatus.Measured);
      assert.equal(env.session!.good[target], counts && tilts === 40 ? 1 : 0);
      assert.equal(env.step(FIRST_CANDIDATE + i).info.illegal, true);
    }
  });

  it("keeps the contract of environments", () => {
    assertEnv(() => environment(noisyLatency), { maxSteps: 80 });
    const scenario = loads(tilted);
    assertEnv(() => TomographyEnv.make({ scenario }), { maxSteps: 30 });
  });
});
