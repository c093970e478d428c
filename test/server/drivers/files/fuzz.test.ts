import assert from "node:assert/strict";
import { fuzzFiles, fuzzObserver } from "../../../support/fuzz-files.js";
import { temporaryFolder } from "../../../support/server-microscope.js";

describe("broken files of control software", () => {
  it("are read or refused, each at a place in it", () => {
    const { read, refused } = fuzzFiles(600, 1);
    assert.ok(read > 60 && refused > 200, `${read} read, ${refused} refused`);
  });

  it("do not keep an observer from the others", async () => {
    const temporary = temporaryFolder();
    const memory = await fuzzObserver(temporary.path, 30, 2);
    temporary.remove();
    assert.ok(memory.exposed().includes("G/301 by good") || memory.exposed().some((text) => text.endsWith(" by good")));
    assert.ok(memory.warnings.length > 20);
    for (const { problem } of memory.warnings) assert.match(String(problem), /:\d+:\d+: /);
  });
});
