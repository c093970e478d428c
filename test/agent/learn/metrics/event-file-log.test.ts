import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EventFileLog } from "../../../../agent/learn/metrics/event-file-log.js";
import { encodeFileVersion, encodeScalars, encodeSessionStart } from "../../../../agent/learn/metrics/event-message.js";
import { tfRecord } from "../../../../agent/learn/metrics/tf-record.js";
import { UserError } from "../../../../env/errors.js";
import { readEventFile } from "../../../support/event-files.js";
import { withTemporaryFolder } from "../../../support/temporary-folder.js";

/** What TensorBoard 2.21's own `RecordWriter` makes of the three events of the test below. */
const byTensorBoard =
  "1800000000000000a37f4b220900000040fc54d9411a0d627261696e2e4576656e743a32eced8f9d" +
  "100000000000000095fbfe180900000040fc54d9411081103a020801aac3f04f" +
  "36000000000000004f578cef0900000040fc54d941108180808080202a240a120a0b6c6f73732f706f6c696379150ad723bc" +
  "0a0e0a076772c3b6c39f65150000c07f8076f3e8";

const host = "here";

function filesIn(folder: string) {
  return readdirSync(folder).sort();
}

describe("EventFileLog", () => {
  it("writes the bytes that TensorBoard would", () => {
    const records = [
      encodeFileVersion(1.7e9),
      encodeSessionStart(1.7e9, 2049),
      encodeScalars(1.7e9, 2 ** 40 + 1, { "loss/policy": -0.01, größe: Number.NaN }),
    ].map(tfRecord);
    assert.equal(Buffer.concat(records).toString("hex"), byTensorBoard);
  });

  it("writes steps, times and values, each there at once", () => {
    withTemporaryFolder({}, (folder) => {
      let now = 1_700_000_000.5;
      const log = EventFileLog.open(folder, { clock: () => now++, host });
      assert.deepEqual(filesIn(folder), ["events.out.tfevents.1700000000.here"]);
      log.write(0, { "rollout/return": 3, loss: 0.1 });
      log.write(2 ** 33, { loss: -0.5 });
      const events = readEventFile(join(folder, filesIn(folder)[0]!));
      log.close();
      assert.deepEqual(events, [
        { wallTime: 1_700_000_001.5, step: 0, fileVersion: "brain.Event:2" },
        { wallTime: 1_700_000_002.5, step: 0, scalars: { "rollout/return": 3, loss: Math.fround(0.1) } },
        { wallTime: 1_700_000_003.5, step: 2 ** 33, scalars: { loss: -0.5 } },
      ]);
    });
  });

  it("writes NaN and infinities as such, and what 32 bits can't hold as infinite", () => {
    withTemporaryFolder({}, (folder) => {
      const log = EventFileLog.open(folder, { clock: () => 1e9, host });
      const metrics = { none: Number.NaN, up: Number.POSITIVE_INFINITY, down: Number.NEGATIVE_INFINITY };
      log.write(1, { ...metrics, large: 1e39 });
      log.close();
      const [, event] = readEventFile(join(folder, filesIn(folder)[0]!));
      assert.deepEqual(event!.scalars, { ...metrics, large: Number.POSITIVE_INFINITY });
    });
  });

  it("goes on in a further file, later by name though the clock went back, that replaces later steps", () => {
    withTemporaryFolder({}, (folder) => {
      const first = EventFileLog.open(folder, { clock: () => 1_700_000_000, host });
      first.write(10, { loss: 1 });
      first.write(20, { loss: 2 });
      first.close();
      const before = readFileSync(join(folder, filesIn(folder)[0]!));
      const second = EventFileLog.open(folder, { clock: () => 1_600_000_000, resumeStep: 10, host });
      second.write(20, { loss: 3 });
      second.close();
      assert.deepEqual(filesIn(folder), ["events.out.tfevents.1700000000.here", "events.out.tfevents.1700000001.here"]);
      assert.deepEqual(readFileSync(join(folder, filesIn(folder)[0]!)), before);
      assert.deepEqual(readEventFile(join(folder, filesIn(folder)[1]!)), [
        { wallTime: 1_600_000_000, step: 0, fileVersion: "brain.Event:2" },
        { wallTime: 1_600_000_000, step: 11, sessionStatus: 1 },
        { wallTime: 1_600_000_000, step: 20, scalars: { loss: 3 } },
      ]);
    });
  });

  it("does not mix a new run with an earlier one", () => {
    withTemporaryFolder({ "events.out.tfevents.1700000000.there": "" }, (folder) => {
      assert.throws(
        () => EventFileLog.open(folder, { clock: () => 1.7e9, host }),
        new UserError(`${folder} holds event files of a run already: resume that run, or give another folder`),
      );
    });
  });

  it("refuses what is no step", () => {
    withTemporaryFolder({}, (folder) => {
      const log = EventFileLog.open(folder, { clock: () => 1.7e9, host });
      for (const step of [-1, 0.5, Number.NaN, 2 ** 53]) assert.throws(() => log.write(step, {}), RangeError);
      log.close();
    });
  });
});
