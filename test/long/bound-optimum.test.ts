import assert from "node:assert/strict";
import { boundCases } from "../../bin/bench/bound/bound-cases.js";
import { checkBound } from "../support/bound-check.js";

const episodes = process.env.CRYOGYM_LONG === "short" ? 10 : 200;

describe(`the bound against exact optima of ${episodes} worlds of each latency model`, () => {
  for (const boundCase of boundCases()) {
    it(`${boundCase.name}: policies, optimum, bound in this order`, async () => {
      const { optimum, bound } = await checkBound(boundCase, episodes);
      assert.ok(optimum > 0 && bound < 1.02 * optimum, `optimum ${optimum}, bound ${bound}`);
    });
  }
});
