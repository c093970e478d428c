import assert from "node:assert/strict";
import { readMutants } from "./mutations.js";

describe("mutated files of results", () => {
  for (const kind of ["relion", "cryosparc", "csv", "json"]) {
    it(`are taken as far as can be, or refused with their place: 100 of ${kind}`, () => {
      const { refused, partly, taken } = readMutants(kind, 100, 1);
      assert.equal(refused + partly + taken, 100);
      assert.ok(refused > 5, `${refused} refused`);
      assert.ok(partly + taken > 5, `${partly + taken} taken`);
    });
  }
});
