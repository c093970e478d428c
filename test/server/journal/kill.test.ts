import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { scriptFile } from "./run-script.js";
import { numberIn, payloadOf, TemporaryJournals } from "./temporary-journals.js";

const LANES = 4;
const ROUNDS = 5;

/** Lets a process append to a journal until it has told so many commits. @returns the last index that it told */
async function appendUntilKilled(file: string, commits: number): Promise<number> {
  const child = spawn(process.execPath, [scriptFile("append-until-killed"), file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    told += text;
    if (told.split("\n").length > commits) child.kill("SIGKILL");
  });
  const [code, signal] = await once(child, "close");
  assert.deepEqual([code, signal], [null, "SIGKILL"]);
  return Number(told.trimEnd().split("\n").at(-1));
}

describe("a journal whose process is killed", () => {
  let files: TemporaryJournals;
  beforeEach(() => {
    files = new TemporaryJournals();
  });
  afterEach(() => files.remove());

  it("has all that was told to be committed, without gaps, and goes on from there", async () => {
    const rounds = async (lane: number) => {
      const name = `journal-${lane}.db`;
      for (let round = 0; round < ROUNDS; round++) {
        const commits = 1 + (((lane * ROUNDS + round) * 7_919) % 61);
        const last = await appendUntilKilled(files.path(name), commits);
        const journal = files.open(name);
        const length = journal.length("a");
        assert.ok(last < length, `entry ${last} was told to be committed, but there are ${length}`);
        let next = 0;
        for (const { index, payload } of journal.entries("a")) {
          assert.equal(index, next);
          assert.deepEqual(payload, payloadOf(next, (next * 37) % 3_000));
          next++;
        }
        assert.equal(next, length);
        const snapshot = journal.snapshot("a", 1);
        if (snapshot !== undefined) assert.equal(numberIn(snapshot.payload), snapshot.index);
        journal.close();
      }
    };
    await Promise.all(Array.from({ length: LANES }, (_, lane) => rounds(lane)));
  });
});
