import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type { Measured } from "../../../../server/results/measure.js";
import { openResultsDatabase } from "../../../../server/results/store/open-results-database.js";
import { ResultsStore } from "../../../../server/results/store/results-store.js";
import { temporaryFolder } from "../../../support/server-microscope.js";

const feed = "monday/relion";
const shot = "monday-000001-01";

class Bench {
  unixSeconds = 1_800_000_000;
  readonly store = new ResultsStore(openResultsDatabase(":memory:"), () => this.unixSeconds);

  /** @returns whether it was news */
  take(ctfResolutionAngstrom: number, path = "a.star", modifiedUnixMilliseconds = 0): boolean {
    const outcomes = new Map<string, Measured>([[shot, { ctfResolutionAngstrom }]]);
    return this.store.take({ feed, path, modifiedUnixMilliseconds, outcomes }) === 1;
  }

  /** Sends what is due. @returns `revision:resolution` */
  send(): string {
    const due = this.store.due(feed, "waiting", 10);
    this.store.trying(feed, due);
    this.store.settle(
      feed,
      due.map((one) => [one, "told"]),
    );
    return due.map(({ revision, outcome }) => `${revision}:${outcome.ctfResolutionAngstrom}`).join();
  }
}

describe("what a results process remembers", () => {
  it("takes the same file again and again without news", () => {
    const bench = new Bench();
    assert.ok(bench.take(3));
    assert.ok(!bench.take(3));
    assert.equal(bench.send(), "0:3");
    assert.ok(!bench.take(3));
    assert.equal(bench.send(), "");
    assert.deepEqual(bench.store.counts(feed), { waiting: 0, told: 1, unknown: 0, refused: 0 });
  });

  it("gives a correction a revision above every earlier one, and none to what was never sent", () => {
    const bench = new Bench();
    bench.take(3);
    bench.take(4);
    assert.equal(bench.send(), "0:4");
    bench.take(5);
    assert.equal(bench.send(), "1800000000:5");
    bench.unixSeconds -= 3600;
    bench.take(4);
    assert.equal(bench.send(), "1800000001:4");
  });

  it("does not take an old file that turns up as a correction, nor one of equal content as news", () => {
    const bench = new Bench();
    bench.take(3, "a.star", 1000);
    assert.ok(!bench.take(9, "backup/a.star", 500));
    assert.ok(!bench.take(3, "copy/a.star", 2000));
    assert.ok(bench.take(4, "job2/a.star", 3000));
    assert.ok(!bench.take(3, "a.star", 1000), "the first one says nothing new");
    assert.ok(bench.take(5, "a.star", 500), "whoever says something new is heard, whatever the clock of the share is");
    assert.equal(bench.send(), "0:5");
  });

  it("keeps news that come while an older outcome is under way", () => {
    const { store, take, send } = withBound(new Bench());
    take(3);
    const due = store.due(feed, "waiting", 10);
    store.trying(feed, due);
    take(4);
    store.settle(
      feed,
      due.map((one) => [one, "told"]),
    );
    assert.equal(send(), "1800000000:4");
  });

  it("ends with the latest of any readings, and reports none twice in a row", () => {
    const reading = fc.record({
      path: fc.constantFrom("a", "b"),
      value: fc.integer({ min: 1, max: 3 }),
      sends: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 30 }), (readings) => {
        const bench = new Bench();
        const sent: string[] = [];
        const said = new Map<string, number>();
        let latest: number | undefined;
        for (const { path, value, sends } of readings) {
          if (said.get(path) !== value) latest = value;
          said.set(path, value);
          bench.take(value, path);
          if (sends) sent.push(bench.send());
        }
        sent.push(bench.send());
        const told = sent.filter((text) => text !== "");
        assert.equal(told.at(-1)?.split(":")[1], latest?.toString());
        const revisions = told.map((text) => Number(text.split(":")[0]));
        assert.deepEqual(
          revisions,
          [...new Set(revisions)].sort((a, b) => a - b),
        );
      }),
      { seed: 1 },
    );
  });

  it("belongs to one process, and outlives it", () => {
    const folder = temporaryFolder();
    try {
      const file = join(folder.path, "deep", "state.sqlite");
      const first = new ResultsStore(openResultsDatabase(file), () => 0);
      first.take({ feed, path: "a", modifiedUnixMilliseconds: 0, outcomes: new Map([[shot, { failed: true }]]) });
      first.setStamp(feed, "a", { inode: "7", size: 3, modified: 1.5 });
      assert.throws(() => openResultsDatabase(file), /in use by another 'cryogym results'/);
      first.close();
      const second = new ResultsStore(openResultsDatabase(file), () => 0);
      assert.deepEqual(second.due(feed, "waiting", 10)[0]?.outcome, { failed: true });
      assert.deepEqual(second.stamp(feed, "a"), { inode: "7", size: 3, modified: 1.5 });
      second.close();
      assert.throws(() => openResultsDatabase(folder.path), /can't be used as the state of 'cryogym results'/);
    } finally {
      folder.remove();
    }
  });
});

function withBound(bench: Bench) {
  return { store: bench.store, take: bench.take.bind(bench), send: bench.send.bind(bench) };
}
