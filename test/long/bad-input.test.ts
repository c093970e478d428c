import { runBadInput } from "../server/bad-input/run-bad-input.js";

/** Of each of three kinds: 10,002 in all. */
const EACH = process.env.CRYOGYM_LONG === "short" ? 600 : 3334;

describe("much bad input", () => {
  it(`leaves nothing behind, ${EACH} of each kind`, () => runBadInput(EACH, 2));
});
