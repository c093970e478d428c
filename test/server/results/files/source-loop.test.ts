import assert from "node:assert/strict";
import type { Timekeeper } from "../../../../server/drivers/library/timekeeper.js";
import type { FilePoll, Look } from "../../../../server/results/files/file-poll.js";
import { SourceLoop } from "../../../../server/results/files/source-loop.js";

/** A loop whose looks come to what the test says, by a clock that it moves. */
class Bench {
  seconds = 0;
  readonly lines: string[] = [];
  readonly waits: number[] = [];
  next: Look = { files: 1, unsettled: 0, problems: new Map() };
  #go = () => {};
  readonly loop: SourceLoop;

  constructor() {
    const time: Timekeeper = {
      nowSeconds: () => this.seconds,
      unixMilliseconds: () => 0,
      after: (wait, task) => {
        this.waits.push(wait);
        this.#go = task;
        return () => {};
      },
    };
    const poll = { look: async () => this.next } as unknown as FilePoll;
    const config = { poll_seconds: 10, settle_seconds: 2 };
    this.loop = new SourceLoop(poll, { id: "monday/csv", config, time, tell: (line) => void this.lines.push(line) });
    this.loop.start();
  }

  async after(seconds: number, ...problems: readonly (readonly [string, string])[]): Promise<void> {
    await new Promise(setImmediate);
    this.seconds += seconds;
    this.next = { files: 1, unsettled: 0, problems: new Map(problems) };
    this.#go();
    await new Promise(setImmediate);
  }
}

describe("the loop of a source", () => {
  it("speaks of a problem once after it held for 10 s, and of its end", async () => {
    const bench = new Bench();
    await bench.after(5, ["a", "a.csv: half-written"]);
    await bench.after(5, ["a", "a.csv: half-written"]);
    assert.deepEqual(bench.lines, []);
    await bench.after(5, ["a", "a.csv: half-written"]);
    await bench.after(5, ["a", "a.csv: half-written"]);
    assert.deepEqual(bench.lines, ["monday/csv: a.csv: half-written"]);
    assert.deepEqual(bench.loop.troubles, ["a.csv: half-written"]);
    await bench.after(5);
    assert.deepEqual(bench.lines.slice(1), ["monday/csv: over: a.csv: half-written"]);
    assert.deepEqual(bench.loop.troubles, []);
  });

  it("says nothing of what is over at once, and counts what is too much to say", async () => {
    const bench = new Bench();
    await bench.after(5, ["a", "torn"]);
    await bench.after(5);
    assert.deepEqual(bench.lines, []);
    const many = Array.from({ length: 50 }, (_, i) => [`${i}`, `bad ${i}`] as const);
    await bench.after(5, ...many);
    await bench.after(20, ...many);
    assert.equal(bench.lines.length, 21);
    assert.equal(bench.lines.at(-1), "monday/csv: … and 30 more");
  });

  it("looks again soon where a file has to rest", async () => {
    const bench = new Bench();
    await bench.after(5);
    bench.next = { files: 1, unsettled: 1, problems: new Map() };
    bench.loop.start();
    await new Promise(setImmediate);
    assert.deepEqual(bench.waits.slice(-2), [10, 2]);
  });
});
