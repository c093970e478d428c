import assert from "node:assert/strict";
import { didYouMean, nearestWord } from "../../env/nearest-word.js";

describe("nearestWord", () => {
  const words = ["greedy", "raster", "random-group"];

  it("finds what was meant", () => {
    assert.equal(nearestWord("gredy", words), "greedy");
    assert.equal(nearestWord("RASTER", words), "raster");
    assert.equal(nearestWord("randomgroup", words), "random-group");
  });

  it("finds nothing where nothing is near", () => {
    assert.equal(nearestWord("thompson", words), undefined);
    assert.equal(nearestWord("x", []), undefined);
  });

  it("makes a sentence of it, or nothing", () => {
    assert.equal(didYouMean("gredy", words), " Did you mean 'greedy'?");
    assert.equal(didYouMean("thompson", words), "");
  });
});
