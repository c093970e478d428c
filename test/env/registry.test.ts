import assert from "node:assert/strict";
import { Registry } from "../../env/registry.js";
import { latencyKinds } from "../../env/world/latency/kinds/index.js";

describe("Registry", () => {
  const registry = new Registry("fruit");
  registry.register({ name: "apple", summary: "round" });
  registry.register({ name: "pear", summary: "not round" });

  it("finds entries by name, in the order of registering", () => {
    assert.equal(registry.get("pear").summary, "not round");
    assert.deepEqual(registry.names(), ["apple", "pear"]);
    assert.deepEqual(
      registry.entries().map(({ name }) => name),
      ["apple", "pear"],
    );
    assert.ok(registry.has("apple") && !registry.has("plum"));
  });

  it("names the nearest word and what is known", () => {
    const message = "unknown fruit 'aple'. Did you mean 'apple'? Known: apple, pear.";
    assert.throws(() => registry.get("aple"), { name: "UserError", message });
    assert.throws(() => registry.get("banana"), { message: "unknown fruit 'banana'. Known: apple, pear." });
  });

  it("refuses a name that is taken", () => {
    assert.throws(() => registry.register({ name: "apple", summary: "" }), /fruit 'apple' is registered twice/);
  });

  it("reads a folder, one entry a file", () => {
    assert.ok(latencyKinds.has("levels"));
  });
});
