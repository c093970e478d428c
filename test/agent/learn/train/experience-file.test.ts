import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Experience } from "../../../../agent/learn/train/experience.js";
import { readExperience, writeExperience } from "../../../../agent/learn/train/experience-file.js";
import { UserError } from "../../../../env/errors.js";
import { withTemporaryFolder } from "../../../support/temporary-folder.js";
import { TOY_CANDIDATE_FEATURES, TOY_CONTEXT_FEATURES, ToyDecisionTask } from "../../../support/toy-decision-task.js";

const features = {
  candidateFeatures: TOY_CANDIDATE_FEATURES,
  contextFeatures: TOY_CONTEXT_FEATURES,
  privilegedFeatures: 0,
};

/** Steps of an episode in which the first legal move is made. */
function played(steps: number): Experience {
  const experience = new Experience(features);
  const task = new ToyDecisionTask({ length: steps, most: 40 });
  task.begin(0);
  for (let i = 0; i < steps; i++) {
    const move = task.input.legal.indexOf(1);
    experience.moves[experience.add(task.input)] = move;
    task.step(move);
  }
  return experience;
}

describe("a file of steps", () => {
  it("gives back what was written, beside what is there, however many there are", () => {
    withTemporaryFolder({}, (folder) => {
      const file = join(folder, "a.bin");
      const experience = played(1500);
      writeExperience(file, experience);
      const read = new Experience(features);
      readExperience(file, read);
      assert.deepEqual(read.columns(), experience.columns());
      readExperience(file, read);
      assert.equal(read.size, 3000);
      assert.deepEqual(read.batch(Int32Array.of(1507)), experience.batch(Int32Array.of(7)));
    });
  });

  it("is refused where it is none, is not whole or has other features", () => {
    withTemporaryFolder({ "none.bin": "moves\n" }, (folder) => {
      const refused = (file: string, pattern: RegExp, into = new Experience(features)) =>
        assert.throws(
          () => readExperience(file, into),
          (error: Error) => error instanceof UserError && pattern.test(error.message) && error.message.includes(file),
        );
      refused(join(folder, "none.bin"), /holds no steps of this version of cryogym; delete it, and it is made anew/);
      const file = join(folder, "a.bin");
      writeExperience(file, played(20));
      const whole = readFileSync(file);
      for (const length of [22, 60, 600, whole.length - 1]) {
        writeFileSync(file, whole.subarray(0, length));
        refused(file, /is damaged; delete it, and it is made anew/);
      }
      writeFileSync(file, whole);
      const other = new Experience({ ...features, contextFeatures: 7 });
      refused(file, /made with other features than this version has; delete it, and it is made anew/, other);
    });
  });
});
