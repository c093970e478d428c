import assert from "node:assert/strict";
import fc from "fast-check";
import { runSequence, sequences } from "../../support/model-commands.js";
import { plantedFaults } from "../../support/model-faults.js";
import { Broken } from "../../support/model-invariants.js";
import { ModelJournal } from "../../support/model-journal.js";

const numRuns = 200;
const usualSeed = 20_261_123;

describe("the model finds a server that", () => {
  for (const { name, breaks, plant, seed = usualSeed } of plantedFaults) {
    it(name, async () => {
      const journals = new ModelJournal();
      const takeOut = plant();
      try {
        const property = fc.asyncProperty(sequences(), async (commands) => {
          await runSequence(journals, commands);
        });
        const { failed, errorInstance: error } = await fc.check(property, { numRuns, seed, endOnFailure: true });
        assert.ok(failed, "nothing was found");
        assert.ok(error instanceof Broken, String(error));
        assert.match(error.message, breaks);
      } finally {
        takeOut();
        journals.close();
      }
    });
  }
});
