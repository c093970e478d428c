import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { withDiagram } from "../../../../bin/docs/session-states.js";
import { modes, stateNames } from "../../../../server/collection/machine/collection-state.js";
import { machineDiagram } from "../../../../server/collection/machine/diagram.js";

const text = readFileSync(new URL("../../../../../docs/session-states.md", import.meta.url), "utf8");

describe("docs/session-states.md", () => {
  it("has the diagram of the rules as they are ('npm run docs' makes it)", () => {
    assert.match(text, /```mermaid\nstateDiagram-v2\n/);
    assert.equal(text, withDiagram(text));
  });

  it("speaks of every state and every mode", () => {
    for (const name of stateNames) {
      assert.ok(text.includes(`\`${name}\``), name);
      assert.match(machineDiagram(), new RegExp(`\\b${name}\\b`));
    }
    for (const mode of modes) assert.ok(text.includes(`| \`${mode}\` |`), mode);
  });

  it("has one arrow between two states, and none from a state to itself", () => {
    const arrows = machineDiagram().match(/\w+ --> \w+/g)!;
    assert.equal(new Set(arrows).size, arrows.length);
    for (const arrow of arrows) assert.notEqual(...(arrow.split(" --> ") as [string, string]));
  });
});
