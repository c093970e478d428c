import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { firstEpisode, type SessionEpisode } from "../../agent/evaluate/compare-on-session.js";
import { packageRoot } from "../../env/package-root.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import type { SessionEvent } from "../../env/session/session-recorder.js";
import { SessionState } from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { isSessionEvent } from "../../server/services/event-codec.js";
import { temporaryFolder } from "../support/server-microscope.js";
import { runServedSession, type ServedSession } from "../support/server-processes.js";
import { requireSessionData } from "../support/session-data.js";

const SEED = 7;

/** The same session in simulation. */
function simulate(scenarioName: string, budgetMinutes: number): SessionEpisode {
  const scenario = loadScenario(scenarioName);
  const plan = { ...scenario.plan, budgetSeconds: budgetMinutes * 60 };
  return firstEpisode({ ...scenario, plan }, openWorld(scenario), SEED);
}

/** What both simulation and microscope do. */
function physical(events: readonly SessionEvent[]): SessionEvent[] {
  return events.filter(({ kind }) => kind !== "surveyed" && kind !== "spent");
}

/** The bytes of a number as gRPC carries it. */
function doubleBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

describe("a session served by three processes", () => {
  const cases = [
    { scenario: "y1-like", policy: "index", budgetMinutes: 120 },
    { scenario: "y1-like", policy: "greedy", budgetMinutes: 120 },
    { scenario: "y1-like", policy: "random", budgetMinutes: 240 },
    { scenario: "21mar02c", policy: "index", budgetMinutes: 120 },
  ];

  for (const { scenario, policy, budgetMinutes } of cases) {
    describe(`${scenario}, ${policy}`, () => {
      const folder = temporaryFolder();
      let served: ServedSession;
      let episode: SessionEpisode;

      before(async function () {
        this.timeout(60_000);
        if (scenario === "21mar02c") requireSessionData(this);
        const options = { scenario, policy, seed: SEED, budgetMinutes, folder: folder.path };
        served = await runServedSession(options);
        episode = simulate(scenario, budgetMinutes);
      });

      after(() => folder.remove());

      it("is recorded by the server as the microscope made it", () => {
        const { ledger, recorded, session } = served;
        assert.ok(ledger.length > 20, `only ${ledger.length} exposures`);
        const exposed = recorded.flatMap(({ event, targetId, atSeconds }) =>
          event?.$case === "exposed"
            ? [{ shotId: event.exposed.shotId, target: targetId, endedAtSeconds: atSeconds }]
            : [],
        );
        assert.deepEqual(
          exposed,
          ledger.map(({ shotId, target, endedAtSeconds }) => ({ shotId, target, endedAtSeconds })),
        );
        assert.equal(new Set(exposed.map(({ shotId }) => shotId)).size, exposed.length);
        assert.equal(new Set(exposed.map(({ target }) => target)).size, exposed.length);
        for (const { event, atSeconds } of recorded) {
          if (event?.$case !== "exposed") continue;
          const entry = ledger.find(({ shotId }) => shotId === event.exposed.shotId)!;
          assert.ok(Math.abs(atSeconds - event.exposed.durationSeconds - entry.startedAtSeconds) < 1e-6);
        }
        assert.equal(session.state, SessionState.FINISHED);
        assert.equal(session.exposures, ledger.length);
        assert.ok(session.clockSeconds <= budgetMinutes * 60);
      });

      it("has the results that the microscope's movies hold, each once and right after its exposure", () => {
        const { ledger, recorded, session } = served;
        const { objective } = episode.world.plan;
        const resulted = recorded.flatMap(({ event, targetId, atSeconds }) => {
          if (event?.$case !== "resulted") return [];
          return [{ target: targetId, atSeconds, ...event.resulted }];
        });
        const expected = ledger.map((entry) => {
          const { target, endedAtSeconds, ctfResolutionAngstrom: ctf } = entry;
          const { iceThicknessNanometers: ice, particleCount: particles } = entry;
          return {
            target,
            atSeconds: endedAtSeconds,
            good: objective.isGood({ ctfResolutionAngstrom: ctf ?? Number.NaN, failed: ctf === null }),
            ctfResolutionAngstrom: ctf ?? undefined,
            iceThicknessNanometers: ice,
            particleCount: particles,
            completedTilts: undefined,
            failed: undefined,
          };
        });
        assert.deepEqual(resulted, expected);
        assert.equal(session.results, ledger.length);
        assert.equal(session.good, expected.filter(({ good }) => good).length);
        assert.ok(session.good > 0 && session.good < ledger.length);
      });

      it("leaves one movie for each shot", () => {
        const { ledger } = served;
        const movies = readdirSync(join(folder.path, "microscope", "movies"));
        assert.deepEqual(movies.sort(), ledger.map(({ shotId }) => `${shotId}.json`).sort());
        for (const entry of ledger) {
          const file = join(folder.path, "microscope", "movies", `${entry.shotId}.json`);
          assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), entry);
        }
      });

      it("is the session that simulation runs, event by event", () => {
        const { watched, ledger } = served;
        const simulated = episode.run(policy);
        assert.deepEqual(physical(watched.filter(isSessionEvent)), physical(simulated));
        for (const { target, ctfResolutionAngstrom } of ledger) {
          const { data } = episode.world;
          assert.equal(ctfResolutionAngstrom ?? Number.NaN, data.ctfResolutionAngstrom[data.tree.row(target)!]);
        }
      });

      it("has a sentence for every decision", () => {
        const decisions = served.watched.filter(({ kind }) => kind === "decided");
        // The last one is to finish.
        assert.equal(decisions.length, served.ledger.length + 1);
        for (const event of decisions) assert.ok(event.kind === "decided" && event.reason.sentence.length > 10);
      });

      it("is told to watchers without gaps, live as afterwards", () => {
        const { watched, recorded } = served;
        assert.deepEqual(
          recorded.map(({ index }) => index),
          recorded.map((_, i) => i),
        );
        assert.equal(watched.length, recorded.length);
        watched.forEach((event, i) => {
          assert.equal(event.kind, recorded[i]!.event?.$case);
          assert.equal(event.atSeconds, recorded[i]!.atSeconds);
        });
        assert.equal(watched.at(-1)?.kind, "ended");
      });

      it("lets nothing of an outcome pass through the driver", () => {
        const { driverToServer, microscopeToDriver, ledger } = served;
        // Numbers that the survey has anyway, such as a prediction of the same value, tell nothing.
        const surveyed = new Set([...microscopeToDriver.matchAll(/:(-?[\d.]+)/g)].map(([, number]) => Number(number)));
        const telling = ledger.filter(({ ctfResolutionAngstrom: ctf }) => ctf !== null && !surveyed.has(ctf));
        assert.ok(telling.length > 10, `only ${telling.length} outcomes to look for`);
        // What does pass is found by the same search.
        const prediction = microscopeToDriver.match(/"predicted_ctf_resolution_angstrom":([\d.]+)/);
        assert.ok(prediction !== null && driverToServer.includes(doubleBytes(Number(prediction[1]))));
        for (const { shotId, ctfResolutionAngstrom } of telling) {
          assert.ok(driverToServer.includes(shotId));
          assert.ok(!driverToServer.includes(doubleBytes(ctfResolutionAngstrom!)), shotId);
          assert.ok(!driverToServer.includes(String(ctfResolutionAngstrom)), shotId);
        }
      });
    });
  }

  it("has a protocol for the driver in which an outcome has no place", () => {
    for (const file of ["collection_service.proto", "target.proto"]) {
      const text = readFileSync(join(packageRoot, "proto", "cryogym", "v1alpha1", file), "utf8");
      const fields = [...text.replaceAll(/\/\/.*/g, "").matchAll(/^\s*(?:\S+ )+(\w+) = \d+;/gm)].map(
        ([, name]) => name!,
      );
      assert.ok(fields.length > 5);
      for (const field of fields) assert.doesNotMatch(field, /ctf|outcome|good|quality|ice|angstrom|fit|score/);
      assert.doesNotMatch(text, /import .*results_service/);
    }
  });
});
