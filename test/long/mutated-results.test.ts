import { readMutants } from "../server/results/mutations.js";

/** Of each of four kinds: 6,000 in all. */
const EACH = process.env.CRYOGYM_LONG === "short" ? 250 : 1500;

describe("many mutated files of results", () => {
  for (const kind of ["relion", "cryosparc", "csv", "json"]) {
    it(`crash nothing and are never passed over in silence, ${EACH} of ${kind}`, () => {
      const counts = readMutants(kind, EACH, 2);
      console.log(`      ${kind}: ${JSON.stringify(counts)}`);
    });
  }
});
