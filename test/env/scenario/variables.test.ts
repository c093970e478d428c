import assert from "node:assert/strict";
import { join } from "node:path";
import { readDocument } from "../../../env/scenario/document/read-document.js";
import { readVariables } from "../../../env/scenario/variables.js";
import { withTemporaryFolder } from "../../support/temporary-folder.js";

function read(variables: string): { values: string; found: string[] } {
  return withTemporaryFolder({ "a.yaml": `variables: ${variables}\n` }, (folder) => {
    const { values, found } = readVariables(readDocument(join(folder, "a.yaml")).root!);
    const text = [...values].map(([name, value]) => `${name} = ${value.toString()}`).sort();
    return { values: text.join(", "), found: found.map(({ message }) => message.replace(`${folder}/`, "")) };
  });
}

describe("readVariables", () => {
  it("computes them from each other, in any order", () => {
    assert.deepEqual(read("{ night: 8 * shift, shift: 60 min, n: 3, nine: n ^ 2, micro: 3 µm }"), {
      values: "micro = 3 um, n = 3, night = 480 min, nine = 9, shift = 60 min",
      found: [],
    });
  });

  const refused: [string, ...RegExp[]][] = [
    ["{ x: y, y: z, z: x }", /^a\.yaml:1:17: variables\.x: it needs itself: x → y → z → x$/],
    ["{ a: a + 1 }", /variables\.a: it needs itself: a → a$/],
    [
      "{ x: 1, y: [2], z: true, d: null }",
      /^a\.yaml:1:23: variables\.y: expected a number or a quantity/,
      /variables\.z: /,
      /variables\.d: /,
    ],
    ["{ a: soon }", /variables\.a: 'soon': 'soon' is neither a unit nor a variable of the file/],
    ["{ a: 5 s + 3 um }", /variables\.a: .*these units do not go together; expected a number or a quantity/],
    ["{ x: .inf, y: .nan }", /variables\.x: expected/, /variables\.y: expected/],
    ["{ a: 1:3 }", /variables\.a: '1:3': .*is not allowed/],
    ["{ min: 1 }", /^a\.yaml:1:14: variables\.min: 'min' is a function; take another name$/],
    ["{ h: 1 }", /variables\.h: 'h' is a unit; take another name$/],
    ["{ true: 1, and: 1 }", /'true' has a meaning/, /'and' has a meaning/],
    ["{ Shift: 1, __proto__: 2, 3: 3 }", /expected a name of small letters/, /expected a name/, /expected a name/],
  ];
  for (const [text, ...messages] of refused) {
    it(`refuses ${text}`, () => {
      const { found } = read(text);
      assert.equal(found.length, messages.length, found.join("\n"));
      messages.forEach((message, i) => void assert.match(found[i]!, message));
    });
  }

  it("tells a mistake once, where it is, not again where it is used", () => {
    const { values, found } = read("{ x: soon, y: 2 * x, z: y, d: 4 }");
    assert.equal(found.length, 1);
    assert.equal(values, "d = 4");
  });

  it("takes constructor for a name like any other", () => {
    assert.equal(read("{ constructor: 5 s, twice: 2 * constructor }").values, "constructor = 5 s, twice = 10 s");
  });

  it("refuses very many", () => {
    const many = Array.from({ length: 101 }, (_, i) => `v${i}: ${i}`).join(", ");
    assert.match(read(`{ ${many} }`).found[0]!, /variables: there are 101; expected at most 100$/);
  });
});
