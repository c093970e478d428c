import assert from "node:assert/strict";
import { EpisodeMeter } from "../../../agent/evaluate/episode-meter.js";
import { buildPolicy } from "../../../agent/evaluate/policy-by-name.js";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { loadSuite } from "../../../env/scenario/load-suite.js";
import { hasTables, openWorld } from "../../../env/scenario/open-world.js";
import { type SessionEvent, SessionRecorder } from "../../../env/session/session-recorder.js";
import { episodeOf, episodeRandom } from "../../../env/world/start.js";

/** The first episode of a scenario, of which the meter's figures and the log of events are taken. */
function measured(name: string, policy: string, budgetSeconds?: number) {
  const scenario = loadScenario(name);
  const plan = { ...scenario.plan, budgetSeconds: budgetSeconds ?? scenario.plan.budgetSeconds };
  const random = episodeRandom(new KeyedRandom(4), 0);
  const { world, start } = episodeOf({ ...scenario, plan, source: openWorld(scenario) }, random);
  const options = { start, random: random.stream(0, RandomKind.Policy) };
  const measures = new EpisodeMeter().run(world, buildPolicy(policy, world), options);
  const recorder = new SessionRecorder();
  const again = { start, random: random.stream(0, RandomKind.Policy), listeners: [recorder] };
  const session = runEpisode(world, buildPolicy(policy, world), again);
  return { measures, session, world, plan, events: recorder.events };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

const durations = (events: readonly SessionEvent[], kind: "moved" | "exposed" | "failed" | "waited") =>
  sum(events.map((event) => (event.kind === kind ? event.durationSeconds : 0)));

describe("EpisodeMeter", function () {
  this.timeout(60_000);

  for (const { name } of loadSuite("core").scenarios) {
    it(`accounts for all the time of ${name}, move by move`, function () {
      if (!hasTables(loadScenario(name))) return this.skip();
      const { measures, events } = measured(name, "greedy");
      const { moving, focusing, exposing, waiting, surveying, failing } = measures.seconds;
      const close = (actual: number, expected: number, what: string) =>
        assert.ok(Math.abs(actual - expected) < 1e-6 * (1 + expected), `${what}: ${actual}, not ${expected}`);
      close(sum([moving, focusing, exposing, waiting, surveying, failing]), measures.endedAtSeconds, "all");
      close(failing, durations(events, "failed"), "failing");
      const gone = durations(events, "moved") + durations(events, "exposed");
      close(moving + focusing + exposing + surveying + waiting, gone + durations(events, "waited"), "the rest");
      assert.ok(Math.min(moving, focusing, exposing, waiting, surveying, failing) >= 0);
      assert.ok(exposing > 0);
    });
  }

  it("tells a microscope's phases apart as its latency model drew them", () => {
    const { measures, events, world, session } = measured("rough-session", "raster");
    const { seconds } = measures;
    assert.ok(seconds.focusing > 0 && seconds.surveying > 0 && seconds.failing > 0);
    // Only the camera exposes: an exposure takes what its latency model expects, scatter aside.
    const exposure = world.plan.latency.exposureSeconds(session.tree) * measures.exposures;
    assert.ok(Math.abs(seconds.exposing - exposure) < 0.25 * exposure, `${seconds.exposing} against ${exposure}`);
    assert.ok(seconds.exposing < durations(events, "exposed"));
  });

  it("counts good results as they come in, up to each point of the budget", () => {
    for (const name of ["y1-like", "delayed-results"]) {
      const { measures, events, plan, session } = measured(name, "greedy");
      assert.equal(measures.goodAt.length, 24);
      measures.goodAt.slice(0, -1).forEach((good, i) => {
        const until = ((i + 1) / 24) * plan.budgetSeconds;
        const expected = events.filter((e) => e.kind === "resulted" && e.good && e.atSeconds <= until).length;
        assert.equal(good, expected, `${name}, point ${i}`);
      });
      assert.equal(measures.goodAt[23], measures.good);
      assert.deepEqual([measures.good, measures.exposures], [session.goodCount[0], session.exposedCount[0]]);
    }
  });

  it("gives the same the second time, in the arrays that there are", () => {
    const scenario = loadScenario("fresh-session");
    const meter = new EpisodeMeter();
    const run = (seed: number, policy: string) => {
      const random = episodeRandom(new KeyedRandom(seed), 0);
      const { world, start } = episodeOf({ ...scenario, source: openWorld(scenario) }, random);
      const options = { start, random: random.stream(0, RandomKind.Policy) };
      const { decisionMicroseconds, ...rest } = meter.run(world, buildPolicy(policy, world), options);
      assert.ok(decisionMicroseconds.median > 0 && decisionMicroseconds.median <= decisionMicroseconds.p95);
      assert.ok(decisionMicroseconds.p95 <= decisionMicroseconds.max);
      return rest;
    };
    const first = run(1, "index");
    run(2, "raster");
    assert.deepEqual(run(1, "index"), first);
  });
});
