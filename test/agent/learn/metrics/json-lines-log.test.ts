import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { JsonLinesLog } from "../../../../agent/learn/metrics/json-lines-log.js";
import { UserError } from "../../../../env/errors.js";
import { withTemporaryFile } from "../../../support/temporary-file.js";
import { withTemporaryFolder } from "../../../support/temporary-folder.js";

const clock = () => 1_700_000_000.5;
const line = (step: number, loss: number | string = step / 10) =>
  `{"step":${step},"wallTimeSeconds":1700000000.5,"loss":${loss}}\n`;

describe("JsonLinesLog", () => {
  it("writes a line a step, there at once, with null for NaN and infinities", () => {
    withTemporaryFolder({}, (folder) => {
      const file = join(folder, "metrics.jsonl");
      const log = JsonLinesLog.open(file, { clock });
      log.write(1, { loss: 0.1 });
      assert.equal(readFileSync(file, "utf8"), line(1));
      log.write(2, { loss: Number.NaN });
      log.write(3, { loss: Number.NEGATIVE_INFINITY });
      log.close();
      assert.equal(readFileSync(file, "utf8"), line(1) + line(2, "null") + line(3, "null"));
    });
  });

  it("drops later steps and a torn line when a run goes on, and nothing else", () => {
    const torn = '{"step":2,"wallTimeSec';
    withTemporaryFile("metrics.jsonl", line(1) + line(2) + line(2, 5) + line(3) + torn, (file) => {
      const log = JsonLinesLog.open(file, { clock, resumeStep: 2 });
      assert.equal(readFileSync(file, "utf8"), line(1) + line(2) + line(2, 5));
      log.write(3, { loss: 0.5 });
      log.close();
      assert.equal(readFileSync(file, "utf8"), line(1) + line(2) + line(2, 5) + line(3, 0.5));
      assert.equal(existsSync(`${file}.part`), false);
    });
  });

  it("begins where a run is resumed that has no file, and goes on over what an earlier attempt to resume left", () => {
    withTemporaryFolder({ "metrics.jsonl.part": "{" }, (folder) => {
      const file = join(folder, "metrics.jsonl");
      JsonLinesLog.open(file, { clock, resumeStep: 5 }).close();
      assert.equal(readFileSync(file, "utf8"), "");
      const log = JsonLinesLog.open(file, { clock, resumeStep: 5 });
      log.write(6, { loss: 0.6 });
      log.write(8, { loss: 0.8 });
      log.close();
      JsonLinesLog.open(file, { clock, resumeStep: 6 }).close();
      assert.equal(readFileSync(file, "utf8"), line(6));
    });
  });

  it("does not mix a new run with an earlier one", () => {
    withTemporaryFile("metrics.jsonl", line(1), (file) => {
      assert.throws(
        () => JsonLinesLog.open(file, { clock }),
        new UserError(`${file} holds metrics of a run already: resume that run, or give another folder`),
      );
      assert.equal(readFileSync(file, "utf8"), line(1));
    });
  });

  it("touches no file of something else, and says where it stands", () => {
    for (const other of ["hello\n", "null\n", '{"loss":1}\n']) {
      withTemporaryFile("metrics.jsonl", line(1) + other + line(3), (file) => {
        assert.throws(
          () => JsonLinesLog.open(file, { clock, resumeStep: 1 }),
          new UserError(`${file}:2: expected metrics of one step, as training writes them; give another folder`),
        );
        assert.equal(readFileSync(file, "utf8"), line(1) + other + line(3));
      });
    }
  });

  it("refuses what is no step, and metrics named as what each line has", () => {
    withTemporaryFolder({}, (folder) => {
      const log = JsonLinesLog.open(join(folder, "metrics.jsonl"), { clock });
      assert.throws(() => log.write(0.5, {}), RangeError);
      assert.throws(() => log.write(1, { step: 2 }), /a metric can't be named 'step'/);
      log.close();
    });
  });
});
