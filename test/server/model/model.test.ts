import assert from "node:assert/strict";
import fc from "fast-check";
import { type StateName, stateNames } from "../../../server/collection/machine/collection-state.js";
import { runSequence, sequences } from "../../support/model-commands.js";
import { ModelJournal } from "../../support/model-world.js";

const numRuns = 300;
/** No input meets a session in these. */
const passing: readonly StateName[] = ["free", "preparing"];

describe("a session, whatever happens to it", () => {
  let journals: ModelJournal;

  before(() => {
    journals = new ModelJournal();
  });

  after(() => journals.close());

  it("keeps what it promises to drivers and operators", async () => {
    const states = new Set<StateName>();
    let exposures = 0;
    await fc.assert(
      fc.asyncProperty(sequences(), async (commands) => {
        const world = await runSequence(journals, commands);
        exposures += world.driver.made.size;
        for (const name of world.states) states.add(name);
      }),
      { numRuns },
    );
    assert.deepEqual(
      stateNames.filter((name) => !states.has(name)),
      passing,
      "states that no sequence came to",
    );
    assert.ok(exposures > numRuns, `${exposures} exposures`);
  });
});
