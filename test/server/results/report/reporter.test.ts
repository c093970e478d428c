import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import { ReceiptStatus } from "../../../../proto/gen/cryogym/v1alpha1/results_service.js";
import type { Timekeeper } from "../../../../server/drivers/library/timekeeper.js";
import { Reporter } from "../../../../server/results/report/reporter.js";
import type { ResultsLink } from "../../../../server/results/report/results-link.js";
import { openResultsDatabase } from "../../../../server/results/store/open-results-database.js";
import { ResultsStore, type WaitingShot } from "../../../../server/results/store/results-store.js";

const feed = "monday/relion";
const { ACCEPTED, DUPLICATE, UNKNOWN_SHOT } = ReceiptStatus;

/** A reporter, a link that answers as the test says, and a clock that the test moves. */
class Bench {
  readonly sent: string[][] = [];
  readonly lines: string[] = [];
  answer: (shots: readonly WaitingShot[]) => readonly ReceiptStatus[] | status = (shots) => shots.map(() => ACCEPTED);
  seconds = 0;
  readonly waits: number[] = [];
  readonly store = new ResultsStore(openResultsDatabase(":memory:"), () => 1_800_000_000);
  readonly reporter: Reporter;

  constructor() {
    const link = {
      server: "policy:1",
      report: async (_session: string, _source: string, shots: readonly WaitingShot[]) => {
        this.sent.push(shots.map(({ shotId, revision }) => `${shotId}@${revision}`));
        const answer = this.answer(shots);
        if (typeof answer === "number") throw Object.assign(new Error("no"), { code: answer, details: "no" });
        return { receipts: shots.map(({ shotId }, i) => ({ shotId, status: answer[i]! })) };
      },
    } as unknown as ResultsLink;
    const time: Timekeeper = {
      nowSeconds: () => this.seconds,
      unixMilliseconds: () => 0,
      after: (wait) => {
        this.waits.push(wait);
        return () => {};
      },
    };
    const tell = (line: string) => void this.lines.push(line);
    this.reporter = new Reporter({ feed, sessionKey: "monday", source: "relion", store: this.store, link, time, tell });
  }

  take(...shots: string[]): void {
    const outcomes = new Map(shots.map((id) => [id, { ctfResolutionAngstrom: 3 }]));
    this.store.take({ feed, path: "a", modifiedUnixMilliseconds: 0, outcomes });
  }

  states(): string {
    const { waiting, told, unknown, refused } = this.store.counts(feed);
    return `${waiting} waiting, ${told} told, ${unknown} unknown, ${refused} refused`;
  }
}

describe("reporting", () => {
  it("sends what waits in batches of a thousand, once", async () => {
    const bench = new Bench();
    bench.take(...Array.from({ length: 2300 }, (_, i) => `s${i}`));
    await bench.reporter.once();
    await bench.reporter.once();
    assert.deepEqual(
      bench.sent.map(({ length }) => length),
      [1000, 1000, 300],
    );
    assert.equal(bench.states(), "0 waiting, 2300 told, 0 unknown, 0 refused");
  });

  it("keeps what can't be sent and tries again ever more slowly, saying so once", async () => {
    const bench = new Bench();
    bench.take("s1");
    bench.answer = () => status.UNAVAILABLE;
    for (let i = 0; i < 10; i++) await bench.reporter.once();
    assert.deepEqual([bench.waits[0], bench.waits.at(-1)], [0.5, 30]);
    assert.deepEqual(bench.lines, ["monday/relion: policy:1 can't be reached; results are kept and reported later"]);
    bench.answer = () => [ACCEPTED];
    await bench.reporter.once();
    assert.equal(bench.states(), "0 waiting, 1 told, 0 unknown, 0 refused");
    assert.deepEqual(bench.lines.slice(1), ["monday/relion: the server takes results again"]);
  });

  it("says which token is needed, and which session is not there", async () => {
    const bench = new Bench();
    bench.take("s1");
    bench.answer = () => status.UNAUTHENTICATED;
    await bench.reporter.once();
    bench.answer = () => status.NOT_FOUND;
    await bench.reporter.once();
    assert.match(bench.lines[0]!, /give a token with the role 'results'; results are kept/);
    assert.match(bench.lines[1]!, /it may come yet; results are kept/);
  });

  it("tells the server again of shots that it did not know, all of them, each minute", async () => {
    const bench = new Bench();
    bench.take(...Array.from({ length: 1500 }, (_, i) => `s${i}`));
    bench.answer = (shots) => shots.map(() => UNKNOWN_SHOT);
    await bench.reporter.once();
    assert.equal(bench.states(), "0 waiting, 0 told, 1500 unknown, 0 refused");
    assert.match(bench.lines[0]!, /the server does not know s0, s1, s2 and 997 more/);
    bench.answer = (shots) => shots.map(() => ACCEPTED);
    bench.seconds += 30;
    await bench.reporter.once();
    assert.match(bench.states(), /1500 unknown/);
    bench.seconds += 31;
    await bench.reporter.once();
    assert.equal(bench.states(), "0 waiting, 1500 told, 0 unknown, 0 refused");
  });

  it("sets one outcome aside that the server refuses, and reports the others", async () => {
    const bench = new Bench();
    bench.take(...Array.from({ length: 9 }, (_, i) => `s${i}`));
    bench.answer = (shots) =>
      shots.some(({ shotId }) => shotId === "s4") ? status.INVALID_ARGUMENT : shots.map(() => ACCEPTED);
    await bench.reporter.once();
    assert.equal(bench.states(), "0 waiting, 8 told, 0 unknown, 1 refused");
    assert.match(bench.lines[0]!, /the server refuses the outcome of s4/);
  });

  it("raises the revision where somebody reported under its name before, not after a lost answer", async () => {
    const bench = new Bench();
    bench.take("s1");
    bench.answer = () => status.DEADLINE_EXCEEDED;
    await bench.reporter.once();
    bench.answer = () => [DUPLICATE];
    await bench.reporter.once();
    assert.deepEqual(bench.sent, [["s1@0"], ["s1@0"]]);
    assert.equal(bench.states(), "0 waiting, 1 told, 0 unknown, 0 refused");
    bench.take("s2");
    let answers = 0;
    bench.answer = () => [answers++ === 0 ? DUPLICATE : ACCEPTED];
    await bench.reporter.once();
    assert.deepEqual(bench.sent.slice(2), [["s2@0"], ["s2@1800000000"]]);
    assert.equal(bench.states(), "0 waiting, 2 told, 0 unknown, 0 refused");
  });
});
