import assert from "node:assert/strict";
import fc from "fast-check";
import { runSequence, sequences } from "../../support/model-commands.js";
import { ModelJournal } from "../../support/model-journal.js";

const numRuns = 300;

describe("a session, whatever happens to it", () => {
  let journals: ModelJournal;

  before(() => {
    journals = new ModelJournal();
  });

  after(() => journals.close());

  it("keeps what it promises to drivers and operators", async () => {
    let exposures = 0;
    await fc.assert(
      fc.asyncProperty(sequences(), async (sequence) => {
        const world = await runSequence(journals, sequence);
        exposures += world.driver.made.size;
      }),
      { numRuns },
    );
    assert.ok(exposures > numRuns, `${exposures} exposures`);
  });
});
