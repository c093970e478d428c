import assert from "node:assert/strict";
import { measureServe } from "../../../bin/bench/serve/serve-bench.js";

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
  });
});
