import assert from "node:assert/strict";
import { gracefulStop, listenToSignals } from "../../../server/operations/graceful-stop.js";
import { Metrics } from "../../../server/operations/metrics.js";
import { sessionLog } from "../../../server/operations/session-log.js";
import { keptLog } from "../access/support/trivial-server.js";

describe("Metrics", () => {
  it("has the names and units that dashboards go by", async () => {
    const metrics = new Metrics({ sessionsByState: () => ({ collecting: 2, halted: 1 }) });
    metrics.decisions.inc({ instrument: "krios", policy: "index", fallback: "" });
    metrics.decisionSeconds.observe({ policy: "index" }, 0.02);
    metrics.exposures.inc({ instrument: "krios" }, 3);
    metrics.results.inc({ instrument: "krios", quality: "good" });
    metrics.commitSeconds.observe(0.002);
    metrics.errors.inc({ kind: "webhook" });
    const text = await metrics.text();
    for (const line of [
      'cryogym_decisions_total{instrument="krios",policy="index",fallback=""} 1',
      'cryogym_decision_seconds_bucket{le="0.03",policy="index"} 1',
      'cryogym_exposures_total{instrument="krios"} 3',
      'cryogym_results_total{instrument="krios",quality="good"} 1',
      'cryogym_journal_commit_seconds_bucket{le="0.003"} 1',
      'cryogym_sessions{state="collecting"} 2',
      'cryogym_sessions{state="halted"} 1',
      'cryogym_errors_total{kind="webhook"} 1',
    ]) {
      assert.ok(text.includes(`${line}\n`), line);
    }
  });

  it("forgets states in which there is no session any more", async () => {
    let states: Record<string, number> = { collecting: 1 };
    const metrics = new Metrics({ sessionsByState: () => states });
    assert.match(await metrics.text(), /state="collecting"/);
    states = {};
    assert.doesNotMatch(await metrics.text(), /state="collecting"/);
  });
});

describe("sessionLog", () => {
  it("names session, directive and shot on each line", () => {
    const { log, text } = keptLog();
    const ofSession = sessionLog(log, { session: "monday", instrument: "krios" });
    sessionLog(ofSession, { directive: "d7", shot: "d7/2" }).warn("late");
    const { session, instrument, directive, shot, msg } = JSON.parse(text());
    assert.deepEqual([session, instrument, directive, shot, msg], ["monday", "krios", "d7", "d7/2", "late"]);
  });
});

describe("gracefulStop", () => {
  const run = async (flush: () => Promise<void> | void, deadlineSeconds?: number) => {
    const { log, text } = keptLog();
    const steps: string[] = [];
    const clean = await gracefulStop({
      flush: async () => {
        steps.push("flush");
        await flush();
      },
      close: () => void steps.push("close"),
      ...(deadlineSeconds !== undefined && { deadlineSeconds }),
      log,
    });
    return { clean, steps, text: text() };
  };

  it("flushes, then closes", async () => {
    const { clean, steps } = await run(() => {});
    assert.deepEqual([clean, steps], [true, ["flush", "close"]]);
  });

  it("closes even when flushing fails or does not end", async () => {
    const failed = await run(() => Promise.reject(new Error("disk full")));
    assert.deepEqual([failed.clean, failed.steps], [false, ["flush", "close"]]);
    assert.match(failed.text, /disk full/);
    const late = await run(() => new Promise<void>(() => {}), 0.05);
    assert.deepEqual([late.clean, late.steps], [false, ["flush", "close"]]);
    assert.match(late.text, /stopping took too long/);
  });
});

describe("listenToSignals", () => {
  it("stops in order at the first signal, at once at the second; a failed reload changes nothing", async () => {
    const { log, text } = keptLog();
    const exits: number[] = [];
    let stops = 0;
    let reloads = 0;
    let finish: (clean: boolean) => void = () => {};
    const stopListening = listenToSignals({
      stop: () => {
        stops++;
        return new Promise((resolve) => {
          finish = resolve;
        });
      },
      reload: () => {
        if (++reloads === 2) throw new Error("tokens.yaml:3:1: wrong");
      },
      log,
      exit: (code) => exits.push(code),
    });
    process.emit("SIGHUP");
    process.emit("SIGHUP");
    assert.match(text(), /tokens\.yaml:3:1: wrong.*nothing was reloaded/);
    process.emit("SIGTERM");
    assert.deepEqual([stops, exits], [1, []]);
    process.emit("SIGINT");
    assert.deepEqual([stops, exits], [1, [1]]);
    finish(true);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(exits, [1, 0]);
    stopListening();
    assert.equal(process.listenerCount("SIGHUP"), 0);
  });
});
