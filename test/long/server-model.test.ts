import fc from "fast-check";
import { runSequence, sequences } from "../support/model-commands.js";
import { ModelJournal } from "../support/model-world.js";

const numRuns = 10_000;
/** Sessions in one file of the journal. */
const TOGETHER = 500;

describe("a session, whatever happens to it, many times", () => {
  it("keeps what it promises to drivers and operators", async () => {
    for (let run = 0; run < numRuns; run += TOGETHER) {
      const journals = new ModelJournal();
      try {
        const property = fc.asyncProperty(sequences(80), async (commands) => {
          await runSequence(journals, commands);
        });
        await fc.assert(property, { numRuns: TOGETHER });
      } finally {
        journals.close();
      }
    }
  });
});
