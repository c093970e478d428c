import assert from "node:assert/strict";
import { UserError } from "../../../../env/errors.js";
import { FilePoll, type Look } from "../../../../server/results/files/file-poll.js";
import { PatientShare } from "../../../../server/results/files/share.js";
import type { FileStamp } from "../../../../server/results/store/results-store.js";
import { MadeShare } from "../../../support/results-share.js";

const file = "/mnt/run/a.csv";

/** Looks at a made share by a clock that the test moves. */
class Bench {
  readonly share = new MadeShare();
  readonly stamps = new Map<string, FileStamp>();
  /** `path=content`, with `!` where it is final. */
  readonly taken: string[] = [];
  seconds = 0;
  wrong: string | undefined;
  poll = this.start();

  constructor(readonly patterns: readonly string[] = [file]) {
    this.poll = this.start();
  }

  /** A process that knows what is on the disk alone. */
  start(): FilePoll {
    this.poll = new FilePoll({
      patterns: this.patterns ?? [file],
      share: new PatientShare(this.share, 0.02),
      nowSeconds: () => this.seconds,
      settleSeconds: 2,
      lastLineSeconds: 60,
      stamps: { get: (path) => this.stamps.get(path), set: (path, stamp) => void this.stamps.set(path, stamp) },
      take: (path, bytes, _, isFinal) => {
        if (this.wrong !== undefined) throw new UserError(`${path}:1:1: ${this.wrong}`);
        this.taken.push(`${path.replace("/mnt/run/", "")}=${bytes}${isFinal ? "!" : ""}`);
      },
    });
    return this.poll;
  }

  /** Looks after so many seconds. */
  async after(seconds: number): Promise<Look> {
    this.seconds += seconds;
    this.share.now += seconds * 1000;
    return this.poll.look();
  }
}

async function troubles(look: Promise<Look>): Promise<string[]> {
  return [...(await look).problems.values()];
}

describe("looking at files", () => {
  it("reads a file once when it rests, again when it changed, and once more when it is final", async () => {
    const bench = new Bench();
    bench.share.write(file, "1");
    assert.equal((await bench.after(0)).unsettled, 1);
    await bench.after(1);
    assert.deepEqual(bench.taken, []);
    await bench.after(1);
    await bench.after(1);
    assert.deepEqual(bench.taken, ["a.csv=1"]);
    bench.share.append(file, "2");
    await bench.after(10);
    await bench.after(10);
    assert.deepEqual(bench.taken, ["a.csv=1", "a.csv=12"]);
    await bench.after(60);
    await bench.after(600);
    assert.deepEqual(bench.taken, ["a.csv=1", "a.csv=12", "a.csv=12!"]);
  });

  it("reads a file that never rests in the end", async () => {
    const bench = new Bench();
    bench.share.write(file, "");
    for (let second = 0; second < 40; second++) {
      bench.share.append(file, "x");
      await bench.after(1);
    }
    assert.ok(bench.taken.length > 0, "nothing was read for 40 s");
  });

  it("tries what is half-written again, and says what is wrong meanwhile", async () => {
    const bench = new Bench();
    bench.share.write(file, "1");
    bench.wrong = "half-written";
    await bench.after(0);
    assert.deepEqual(await troubles(bench.after(2)), [`${file}:1:1: half-written`]);
    assert.deepEqual(await troubles(bench.after(2)), [`${file}:1:1: half-written`]);
    assert.equal(bench.share.reads, 1, "an unchanged file is not read at each look");
    bench.wrong = undefined;
    await bench.after(60);
    assert.deepEqual(bench.taken, ["a.csv=1!"], "it is read again although nothing told of a change");
    bench.share.write(file, "2");
    await bench.after(1);
    assert.deepEqual(await troubles(bench.after(2)), []);
    assert.deepEqual(bench.taken.slice(1), ["a.csv=2"]);
  });

  it("takes a share that is gone as gone, not as empty, and goes on when it is back", async () => {
    const bench = new Bench(["/mnt/run/*.csv"]);
    bench.share.write(file, "1");
    await bench.after(0);
    await bench.after(2);
    for (const [fault, expected] of [
      ["ESTALE", /handle is stale/],
      ["EIO", /fails \(EIO\)/],
      ["EHOSTDOWN", /server is down/],
      ["ENOENT", /no such folder; is its share mounted\?/],
    ] as const) {
      bench.share.fault = fault;
      const [trouble, ...others] = await troubles(bench.after(10));
      assert.match(trouble!, expected);
      assert.deepEqual(others, []);
    }
    bench.share.fault = undefined;
    assert.deepEqual(await troubles(bench.after(10)), []);
    assert.deepEqual(bench.taken, ["a.csv=1"]);
  });

  it("says that a share gives no answer, and asks no more of it until it does", async () => {
    const bench = new Bench();
    bench.share.write(file, "1");
    bench.share.hangs = true;
    assert.match((await troubles(bench.after(0)))[0]!, /the share gives no answer within 0\.02 s/);
    assert.match((await troubles(bench.after(10)))[0]!, /the share gives no answer for more than 0\.02 s/);
  });

  it("says what is no file", async () => {
    const bench = new Bench(["/mnt/run", "/gone/*.csv"]);
    bench.share.write(file, "1");
    assert.deepEqual(await troubles(bench.after(0)), [
      "/gone/*.csv: there is no such folder; is its share mounted? What was read of it stays",
      "/mnt/run: no regular file",
    ]);
  });

  it("finds files by pattern, new folders too, hidden ones aside", async () => {
    const bench = new Bench(["/mnt/run/job*/m?.star"]);
    for (const path of ["job1/m1.star", "job2/m2.star", "job2/m22.star", ".job/m1.star", "other/m1.star", "job1.txt"]) {
      bench.share.write(`/mnt/run/${path}`, "x");
    }
    assert.equal((await bench.after(0)).files, 2);
    bench.share.write("/mnt/run/job3/m3.star", "y");
    assert.equal((await bench.after(1)).files, 3);
  });

  describe("that are put aside", () => {
    for (const [how, aside] of [
      ["renamed", "a.csv.1"],
      ["renamed with a date", "a-20261123.csv"],
      ["copied and cut off", "a.csv.1"],
    ] as const) {
      for (const isRestarted of [false, true]) {
        it(`loses no line: ${how}${isRestarted ? ", while no process ran" : ""}`, async () => {
          const bench = new Bench();
          bench.share.write(file, "one ");
          await bench.after(0);
          await bench.after(2);
          bench.share.now += 1000;
          bench.share.append(file, "two ");
          if (how === "copied and cut off") {
            bench.share.write(`/mnt/run/${aside}`, bench.share.files.get(file)!.bytes);
            bench.share.write(file, "", { inPlace: true });
            bench.share.append(file, "3");
          } else {
            bench.share.rename(file, `/mnt/run/${aside}`);
            await bench.after(1);
            bench.share.write(file, "3");
          }
          if (isRestarted) bench.start();
          for (let i = 0; i < 5; i++) await bench.after(2);
          assert.deepEqual([...bench.taken].sort(), [`${aside}=one two `, "a.csv=3", "a.csv=one "].sort());
        });
      }
    }

    it("loses no line of a file that was copied and cut off, and has grown beyond its old size", async () => {
      const bench = new Bench();
      bench.share.write(file, "head ");
      await bench.after(0);
      await bench.after(2);
      bench.share.append(file, "one ");
      bench.share.write("/mnt/run/a.csv.1", bench.share.files.get(file)!.bytes);
      bench.share.write(file, "head two three four", { inPlace: true });
      for (let i = 0; i < 5; i++) await bench.after(2);
      assert.deepEqual(bench.taken.slice(1).sort(), ["a.csv.1=head one ", "a.csv=head two three four"]);
    });

    it("finds those of several nights, and says which can't be read", async () => {
      const bench = new Bench();
      bench.share.write("/mnt/run/a.csv.3", "long ago");
      bench.share.now += 1000;
      bench.share.write(file, "one ");
      for (let i = 0; i < 5; i++) await bench.after(2);
      assert.deepEqual(bench.taken.sort(), ["a.csv.3=long ago", "a.csv=one "]);
      bench.share.rename(file, "/mnt/run/a.csv.2.gz");
      bench.share.now += 1000;
      bench.share.write("/mnt/run/a.csv.1", "two");
      bench.share.write("/mnt/run/abc.csv", "another's");
      bench.share.write(file, "3");
      bench.start();
      for (let i = 0; i < 5; i++) await bench.after(2);
      assert.match((await troubles(bench.after(2))).join(), /a\.csv\.2\.gz: compressed/);
      assert.deepEqual(bench.taken.slice(2).sort(), ["a.csv.1=two", "a.csv=3"]);
    });
  });
});
