import assert from "node:assert/strict";
import { resultsText } from "../../../bin/terminal/results-line.js";

describe("the line of a results process", () => {
  it("says how each source stands, and what is out of order", () => {
    const nothing = { waiting: 0, unknown: 0, refused: 0, pending: 0, problems: 0 };
    const good = { id: "monday/relion", files: 2, read: 12, reported: 12, unmatched: 0, ...nothing, troubles: [] };
    const bad = {
      ...good,
      id: "monday/hook",
      files: undefined,
      reported: 9,
      unmatched: 4,
      waiting: 3,
      troubles: ["x"],
    };
    assert.equal(
      resultsText([good, bad]),
      "monday/relion: 2 files, 12 read, 12 reported, 0 unmatched | monday/hook: 12 read, 9 reported, 4 unmatched, 3 waiting, 1 in trouble",
    );
  });
});
