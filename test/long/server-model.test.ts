import assert from "node:assert/strict";
import fc from "fast-check";
import { type StateName, stateNames } from "../../server/collection/machine/collection-state.js";
import { runSequence, sequences } from "../support/model-commands.js";
import { ModelJournal } from "../support/model-journal.js";

const numRuns = process.env.CRYOGYM_LONG === "short" ? 3_000 : 10_000;
/** Sessions in one file of the journal. */
const TOGETHER = 500;
/** No input meets a session in these. */
const passing: readonly StateName[] = ["free", "preparing"];

describe("a session, whatever happens to it, many times", () => {
  it("keeps what it promises to drivers and operators, in every state", async () => {
    const states = new Set<StateName>();
    for (let run = 0; run < numRuns; run += TOGETHER) {
      const journals = new ModelJournal();
      try {
        const property = fc.asyncProperty(sequences(40), async (sequence) => {
          const world = await runSequence(journals, sequence);
          for (const name of world.states) states.add(name);
        });
        await fc.assert(property, { numRuns: TOGETHER });
      } finally {
        journals.close();
      }
    }
    assert.deepEqual(
      stateNames.filter((name) => !states.has(name)),
      passing,
    );
  });
});
