import assert from "node:assert/strict";
import { alarmKinds, guardsSchema } from "../../../server/safety/guards/index.js";
import { exposed, GuardRun, optics } from "./guard-runs.js";

describe("guard of failures", () => {
  it("pauses at so many in a row; a success or a resume counts anew", () => {
    const run = new GuardRun({ failures_in_a_row: 3 });
    const failed = { kind: "directive", end: "failed", shots: 0, detail: "stage stuck" } as const;
    const completed = (shots: number) => ({ kind: "directive", end: "completed", shots, detail: "" }) as const;
    run.on(failed);
    run.on(failed);
    assert.deepEqual(run.on(completed(0)), []);
    run.on(failed);
    run.on({ kind: "shot", end: "unknown" });
    run.on(completed(1));
    assert.deepEqual(run.on(failed), ["+failures_in_a_row"]);
    assert.match(run.alarms[0]!.text, /3 failures in a row, allowed are 2; the last: stage stuck/);
    assert.equal(run.alarms[0]!.pauses, true);
    assert.deepEqual(run.on(failed), []);
    assert.deepEqual(run.on({ kind: "resumed" }), ["-failures_in_a_row"]);
    run.on(failed);
    assert.deepEqual(run.on({ kind: "shot", end: "failed" }), []);
    assert.deepEqual(run.on({ kind: "shot", end: "failed" }), ["+failures_in_a_row"]);
    assert.deepEqual(run.on(exposed), ["-failures_in_a_row"]);
  });
});

describe("guard of results", () => {
  it("tells of silence while results are awaited alone, and goes on", () => {
    const run = new GuardRun({ no_results_seconds: 100 });
    assert.deepEqual(run.tick(1000), []);
    run.on(exposed);
    assert.deepEqual(run.tick(99), []);
    assert.deepEqual(run.on(exposed, 1), ["+no_results"]);
    assert.equal(run.alarms[0]!.pauses, false);
    assert.deepEqual(run.tick(50), []);
    assert.deepEqual(run.on({ kind: "resulted" }), ["-no_results"]);
    assert.deepEqual(run.tick(99), []);
    assert.deepEqual(run.tick(1), ["+no_results"]);
    assert.deepEqual(run.on({ kind: "resulted" }), ["-no_results"]);
    assert.deepEqual(run.tick(1e6), []);
  });

  it("tells of a backlog beyond so many, and of its end at four fifths of that", () => {
    const run = new GuardRun({ results_pending: 10 });
    for (let i = 0; i < 10; i++) assert.deepEqual(run.on(exposed), []);
    assert.deepEqual(run.on(exposed), ["+results_pending"]);
    assert.deepEqual(run.on({ kind: "resulted" }), []);
    assert.deepEqual(run.on({ kind: "resulted" }), []);
    assert.deepEqual(run.on({ kind: "resulted" }), ["-results_pending"]);
  });
});

describe("guards of supplies and time", () => {
  it("tells of a disk that fills up and pauses before it is full", () => {
    const run = new GuardRun({ movie_disk_warning_gibibytes: 500, movie_disk_critical_gibibytes: 50 });
    const free = (movieDiskFreeGibibytes: number) => run.on({ ...optics, movieDiskFreeGibibytes });
    assert.deepEqual(free(500), []);
    assert.deepEqual(free(499), ["+movie_disk_low"]);
    assert.deepEqual(free(501), []);
    assert.deepEqual(free(49), ["+movie_disk_full"]);
    assert.equal(run.alarms.at(-1)!.pauses, true);
    assert.deepEqual(run.on(optics), [], "not known this time");
    assert.deepEqual(free(600), ["-movie_disk_low", "-movie_disk_full"]);
  });

  it("counts the dewar down by the clock, and is quiet while it is filled", () => {
    const run = new GuardRun({ dewar_warning_seconds: 1000, dewar_critical_seconds: 100 });
    assert.deepEqual(run.on({ ...optics, dewarSeconds: 2000 }), []);
    assert.deepEqual(run.tick(1000), []);
    assert.deepEqual(run.tick(1), ["+dewar_low"]);
    assert.deepEqual(run.tick(900), ["+dewar_empty"]);
    assert.deepEqual(run.on({ ...optics, dewarSeconds: 5000 }), ["-dewar_low", "-dewar_empty"]);
    assert.deepEqual(run.on({ kind: "busy", with: "refill" }), []);
    assert.deepEqual(run.tick(9000), []);
    assert.deepEqual(run.on({ kind: "ready", with: "refill" }), []);
    assert.deepEqual(run.tick(9000), []);
    assert.deepEqual(run.on({ ...optics, dewarSeconds: 99 }), ["+dewar_low", "+dewar_empty"]);
  });

  it("clears the dewar's alarms when a refill ends without a reading", () => {
    const run = new GuardRun();
    assert.deepEqual(run.on({ ...optics, dewarSeconds: 10 }), ["+dewar_low", "+dewar_empty"]);
    run.on({ kind: "busy", with: "refill" });
    assert.deepEqual(run.on({ kind: "ready", with: "refill" }), ["-dewar_low", "-dewar_empty"]);
  });

  it("compares the clocks of heartbeats", () => {
    const run = new GuardRun();
    const beat = (ahead: number) => {
      const observedAtUnixMilliseconds = (run.now + ahead) * 1000;
      return run.on({ kind: "heartbeat", scopeReplyAgeSeconds: 1, observedAtUnixMilliseconds });
    };
    assert.deepEqual(beat(30), []);
    assert.deepEqual(beat(31), ["+clock_skew"]);
    assert.match(run.alarms[0]!.text, /31 s ahead.*30 s/);
    assert.deepEqual(beat(-16), []);
    assert.deepEqual(beat(-15), ["-clock_skew"]);
    assert.deepEqual(beat(-31), ["+clock_skew"]);
    assert.deepEqual(run.on({ kind: "heartbeat", scopeReplyAgeSeconds: 1 }), []);
  });
});

describe("guards of driver and faults", () => {
  it("tells of a fault that is held, each by itself", () => {
    const run = new GuardRun({ fault_held_seconds: 100 });
    run.on({ kind: "fault", id: "vacuum", detail: "IGP 2" });
    run.on({ kind: "fault", id: "cryo", detail: "" }, 50);
    run.on({ kind: "fault", id: "vacuum", detail: "IGP 2, again" });
    assert.deepEqual(run.tick(49), []);
    assert.deepEqual(run.tick(1), ["+fault_held:vacuum"]);
    assert.match(run.alarms[0]!.text, /'vacuum' has held for 100 s.*IGP 2/);
    assert.deepEqual(run.tick(50), ["+fault_held:cryo"]);
    assert.deepEqual(run.on({ kind: "faultCleared", id: "vacuum" }), ["-fault_held:vacuum"]);
    assert.deepEqual(run.tick(1e5), []);
    assert.deepEqual(run.on({ kind: "faultCleared", id: "cryo" }), ["-fault_held:cryo"]);
  });

  it("tells of a driver that stays away, not of one that comes back", () => {
    const run = new GuardRun({ driver_disconnected_seconds: 100 });
    assert.deepEqual(run.tick(1e6), [], "before the first");
    run.on({ kind: "connected" });
    run.on({ kind: "disconnected" });
    run.tick(99);
    assert.deepEqual(run.on({ kind: "connected" }), []);
    assert.deepEqual(run.tick(500), []);
    run.on({ kind: "disconnected" });
    run.on({ kind: "disconnected" }, 50);
    assert.deepEqual(run.tick(50), ["+driver_disconnected"]);
    assert.deepEqual(run.on({ kind: "connected" }), ["-driver_disconnected"]);
  });

  it("tells of a microscope that does not answer, and of heartbeats that stay out", () => {
    const run = new GuardRun({ scope_reply_age_seconds: 100 });
    const beat = (scopeReplyAgeSeconds: number) => run.on({ kind: "heartbeat", scopeReplyAgeSeconds });
    assert.deepEqual(beat(100), []);
    assert.deepEqual(beat(101), ["+scope_silent"]);
    assert.deepEqual(beat(51), []);
    assert.deepEqual(beat(50), ["-scope_silent"]);
    const silent = (scopeReplyAgeSeconds: number) => run.on({ kind: "tick", scopeReplyAgeSeconds });
    assert.deepEqual(silent(100), []);
    assert.deepEqual(silent(101), ["+scope_silent"]);
    assert.deepEqual(beat(1), ["-scope_silent"]);
    assert.deepEqual(run.tick(1e5), [], "heartbeats that are no news are not remembered");
    assert.deepEqual(run.on(exposed, 1e5), []);
    assert.deepEqual(silent(101), ["+scope_silent"]);
    assert.deepEqual(
      run.on({ kind: "disconnected" }),
      ["-scope_silent"],
      "the driver's absence is an alarm of its own",
    );
  });
});

describe("guards whose server's clock is set", () => {
  for (const hours of [1, -1]) {
    it(`count time that passed (${hours} h)`, () => {
      const run = new GuardRun({ fault_held_seconds: 100, driver_disconnected_seconds: 100, no_results_seconds: 100 });
      const bySeconds = 3600 * hours;
      run.on(exposed);
      run.on({ ...optics, dewarSeconds: 2000 });
      run.on({ kind: "fault", id: "vacuum", detail: "" });
      run.on({ kind: "disconnected" });
      assert.deepEqual(run.on({ kind: "clockSet", bySeconds }, bySeconds + 50), []);
      assert.deepEqual(run.tick(49), []);
      assert.deepEqual(run.tick(1), ["+no_results", "+fault_held:vacuum", "+driver_disconnected"]);
      const observedAtUnixMilliseconds = run.now * 1000;
      run.on({ kind: "connected" });
      assert.deepEqual(run.on({ kind: "heartbeat", scopeReplyAgeSeconds: 1, observedAtUnixMilliseconds }), []);
      const late = observedAtUnixMilliseconds - 1000 * bySeconds;
      const skewed = { kind: "heartbeat", scopeReplyAgeSeconds: 1, observedAtUnixMilliseconds: late } as const;
      assert.deepEqual(run.on(skewed), ["+clock_skew"]);
      assert.match(run.alarms.at(-1)!.text, hours > 0 ? /3600 s behind/ : /3600 s ahead/);
    });
  }

  it("have the grids confirmed where it can't be told how long it was away", () => {
    const run = new GuardRun();
    assert.deepEqual(run.on({ kind: "restarted" }), ["+restarted_after_gap"]);
    assert.match(run.alarms[0]!.text, /nobody knows how long/);
  });
});

describe("guard of stops", () => {
  it("makes an alarm of a limit, a halt and an unclear reconcile", () => {
    const run = new GuardRun();
    assert.deepEqual(run.on({ kind: "limitBroken", rule: "tilt_degrees", text: "Too far." }), [
      "+limit_broken:tilt_degrees",
    ]);
    assert.equal(run.alarms[0]!.text, "tilt_degrees: Too far.");
    assert.deepEqual(run.on({ kind: "resumed" }), ["-limit_broken:tilt_degrees"]);
    assert.deepEqual(run.on({ kind: "halted", reason: "smoke" }), ["+halted"]);
    assert.deepEqual(run.on({ kind: "resumed" }), ["-halted"]);
    assert.deepEqual(run.on({ kind: "reconciled", directive: "d1", clean: false, detail: "no movie" }), [
      "+reconcile_unclear:d1",
    ]);
    assert.deepEqual(run.on({ kind: "reconciled", directive: "d1", clean: true, detail: "" }), [
      "-reconcile_unclear:d1",
    ]);
  });
});

describe("thresholds of the guards", () => {
  it("have defaults, and refuse what is not known or can't be", () => {
    assert.equal(guardsSchema.parse({}).clock_skew_seconds, 30);
    assert.throws(() => guardsSchema.parse({ clock_skew: 1 }), /clock_skew/);
    assert.throws(() => guardsSchema.parse({ low_counts_fraction: 0.8 }), /below low_counts_fraction/);
  });

  it("pause what is critical alone", () => {
    for (const [code, { pauses, severity }] of Object.entries(alarmKinds)) {
      assert.match(code, /^[a-z]+(_[a-z]+)*$/);
      if (pauses) assert.equal(severity, "critical", code);
    }
  });
});
