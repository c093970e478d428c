import assert from "node:assert/strict";
import { longRun, type MemorySample } from "../../../bin/bench/serve/long-run.js";

const MINUTES = process.env.CRYOGYM_LONG === "short" ? 1.5 : 6;

describe("cryogym bench serve --minutes", () => {
  it("holds sessions to their ends one after the other, and the server keeps nothing of them", async () => {
    const told: MemorySample[] = [];
    const given = { instruments: 4, targets: 100, minutes: MINUTES, every: 0.01, policy: "raster", threads: 1 };
    const measured = await longRun(given, (sample) => told.push(sample));
    const { samples, settling, sessions, exposures, heap } = measured;
    assert.deepEqual(told, samples);
    assert.deepEqual([samples.length, settling], [60, 18]);
    assert.ok(sessions >= 3 * MINUTES && exposures > 20 * sessions, `${sessions} sessions, ${exposures} exposures`);
    for (const { heapMebibytes, residentMebibytes } of samples) {
      assert.ok(heapMebibytes > 5 && heapMebibytes < residentMebibytes);
    }
    // A session that stayed in memory would be 0.5 MiB or more.
    const held = samples.at(-1)!.hours - samples[settling]!.hours;
    const perSession = (heap.low * held) / (samples.at(-1)!.sessions - samples[settling]!.sessions);
    assert.ok(perSession < 0.1, `${perSession} MiB stay of each session`);
  });
});
