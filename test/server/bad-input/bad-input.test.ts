import { runBadInput } from "./run-bad-input.js";

describe("bad input", function () {
  this.timeout(60_000);

  it("is answered with what was wrong, and leaves nothing behind", () => runBadInput(100));
});
