import assert from "node:assert/strict";
import { growth } from "../../../../bin/bench/serve/growth.js";
import { memoryReport } from "../../../../bin/bench/serve/memory-report.js";
import { measureServe } from "../../../../bin/bench/serve/serve-bench.js";
import { mainInProcess } from "../../../support/main-in-process.js";

describe("cryogym bench serve", () => {
  it("times decisions of a server of its own process over the wire", async () => {
    const measured = await measureServe({
      instruments: 3,
      targets: 112,
      seconds: 2,
      every: 0.4,
      policy: "index",
      threads: 1,
      idleSeconds: 0.3,
    });
    const { decisions, p50Milliseconds: p50, p99Milliseconds: p99, mostMilliseconds: most } = measured;
    assert.ok(decisions >= 3 && decisions <= 15, `${decisions} decisions`);
    assert.ok(p50 > 0 && p50 <= p99 && p99 <= most);
    assert.ok(measured.meanDecisionMilliseconds < most);
    assert.equal(measured.fallbacks, 0);
    assert.ok(measured.cpuMillisecondsADecision > 0 && measured.busyMebibytes > 50);
    assert.ok(measured.idleCores >= 0 && measured.idleCores < 1.5);
  });

  it("draws the memory of a long run, and says whether it grows", async () => {
    const samples = Array.from({ length: 60 }, (_, i) => ({
      hours: i / 60,
      heapMebibytes: 50 + (i % 3),
      residentMebibytes: 200 + i,
      sessions: i,
    }));
    const [heap, resident] = [
      growth(samples.map((s) => [s.hours, s.heapMebibytes])),
      growth(samples.map((s) => [s.hours, s.residentMebibytes])),
    ];
    const given = { instruments: 2, targets: 100, minutes: 60, every: 1, policy: "index", threads: 1 };
    const figures = { samples, settling: 18, heap, resident, sessions: 59, exposures: 700, cores: 0.1 };
    const report = await memoryReport({ ...given, ...figures });
    assert.match(report, /<svg/);
    assert.match(report, /The heap: \+\d\.\d\d MiB an hour \(95 %: −\d\.\d\d to \d\.\d\d\): flat\./);
    assert.match(report, /The whole: \+60 MiB an hour \(95 %: 60 to 60\): it grows\./);
    const { code, stderr } = await mainInProcess("bench", "serve", "--html", "memory.html");
    assert.deepEqual([code, stderr.includes("--html goes with --minutes")], [2, true]);
  });
});
