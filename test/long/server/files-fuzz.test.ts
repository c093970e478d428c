import assert from "node:assert/strict";
import { fuzzFiles, fuzzObserver } from "../../support/fuzz-files.js";
import { temporaryFolder } from "../../support/server-microscope.js";

const IS_SHORT = process.env.CRYOGYM_LONG === "short";
const FILES = IS_SHORT ? 2_000 : 24_000;
const FOLDERS = IS_SHORT ? 1 : 5;

describe("many broken files of control software", () => {
  it(`are read or refused, each at a place in it: ${FILES}`, () => {
    const { read, refused } = fuzzFiles(FILES, 3);
    assert.ok(read > FILES / 20 && refused > FILES / 4, `${read} read, ${refused} refused`);
  });

  it(`do not keep an observer from the others: ${FOLDERS} folders of 600`, async () => {
    for (let seed = 0; seed < FOLDERS; seed++) {
      const temporary = temporaryFolder();
      const memory = await fuzzObserver(temporary.path, 200, seed);
      temporary.remove();
      assert.ok(memory.exposed().some((text) => text.endsWith(" by good")));
      for (const { problem } of memory.warnings) assert.match(String(problem), /:\d+:\d+: /);
    }
  });
});
