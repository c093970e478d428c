import assert from "node:assert/strict";
import { join } from "node:path";
import { plain } from "../../../../env/scenario/document/located.js";
import { readDocument } from "../../../../env/scenario/document/read-document.js";
import { withTemporaryFolder } from "../../../support/temporary-folder.js";

function read(content: string | Uint8Array) {
  return withTemporaryFolder({ "a.yaml": content }, (folder) => {
    const { root, found } = readDocument(join(folder, "a.yaml"));
    const messages = found.map(({ message }) => message.replace(`${folder}/`, ""));
    return { root, found: messages, data: root === undefined ? undefined : JSON.stringify(plain(root)) };
  });
}

describe("readDocument", () => {
  const kept: [string, string | Uint8Array, string][] = [
    ["plain values", "a: 1\nb: [x, true, null]\nc: {d: 1.5}\n", '{"a":1,"b":["x",true,null],"c":{"d":1.5}}'],
    ["a byte order mark", "\ufeffa: 1\n", '{"a":1}'],
    ["lines that end as on Windows", "a: 1\r\nb: 2\r\n", '{"a":1,"b":2}'],
    ["aliases", "a: &x {b: 1}\nc: *x\n", '{"a":{"b":1},"c":{"b":1}}'],
    ["merge keys", "a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n", '{"a":{"b":1,"c":2},"d":{"c":3,"b":1}}'],
    [
      "merge keys of several",
      "a: &x {b: 1}\ne: &y {b: 2, f: 4}\nd: {<<: [*x, *y]}\n",
      '{"a":{"b":1},"e":{"b":2,"f":4},"d":{"b":1,"f":4}}',
    ],
    ["numbers and truth values as keys", "1: a\ntrue: b\n", '{"1":"a","true":"b"}'],
    ["words that YAML 1.1 read as truth values", "%YAML 1.1\n---\na: yes\n", '{"a":true}'],
    ["a document's marks", "---\na: 1\n...\n", '{"a":1}'],
  ];
  for (const [what, content, json] of kept) {
    it(`reads ${what}`, () => {
      const { found, data } = read(content);
      assert.deepEqual([found, data], [[], json]);
    });
  }

  it("takes prototype keys for keys like any other", () => {
    const { root, found } = read("__proto__: {a: 1}\nconstructor: 2\n");
    assert.deepEqual(found, []);
    const data = plain(root!) as Record<string, unknown>;
    assert.deepEqual(Object.keys(data), ["__proto__", "constructor"]);
    assert.equal(Object.getPrototypeOf(data), null);
    assert.equal(({} as { a?: number }).a, undefined);
  });

  it("knows where each key and value stands, behind aliases too", () => {
    const { root } = read("a: &x\n  b: 1\nc: *x\n");
    const entry = root!.entries.get("c")!;
    assert.deepEqual([entry.keyAt.line, entry.keyAt.column], [3, 1]);
    assert.ok(entry.value.kind === "map");
    const inner = entry.value.entries.get("b")!;
    assert.deepEqual([inner.keyAt.line, inner.keyAt.column, inner.value.at.column], [2, 3, 6]);
  });

  const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
  const refused: [string, string | Uint8Array, RegExp[]][] = [
    ["UTF-16", utf16("name: a\n"), [/^a\.yaml:1:1: the file is UTF-16; expected UTF-8: save it as UTF-8$/]],
    ["UTF-16 without its mark", Buffer.from("name: a\n", "utf16le"), [/^a\.yaml:1:2: this is no text in UTF-8/]],
    ["bytes that are no text", Uint8Array.of(0x61, 0x3a, 0x0a, 0x20, 0xff, 0xfe), [/^a\.yaml:2:2: this is no text/]],
    ["control characters", "a: b\u0007c\n", [/^a\.yaml:1:5: this is no text/]],
    ["an empty file", "", [/^a\.yaml:1:1: the file is empty/]],
    [
      "too large a file",
      `# ${"x".repeat(70_000)}`,
      [/^a\.yaml:1:1: the file has 70002 bytes; expected at most 65536$/],
    ],
    ["a list", "\n- a\n", [/^a\.yaml:2:1: the file is a list; expected keys and values/]],
    ["several documents", "a: 1\n---\nb: 2\n", [/^a\.yaml:2:1: not valid YAML: Source contains multiple documents$/]],
    [
      "keys that come twice",
      "a: 1\nb: 2\na: 3\nb: 4\n",
      [/^a\.yaml:3:1: the key 'a' comes twice; it stands in line 1 already$/, /^a\.yaml:4:1: the key 'b' comes twice/],
    ],
    [
      "keys that are no words",
      "[a]: 1\n? {b: c}\n: 2\n",
      [/^a\.yaml:1:1: this key is no word/, /^a\.yaml:2:3: this key is no word/],
    ],
    [
      "tags",
      "a: !!js/function x\nb: !mine y\n",
      [/^a\.yaml:1:4: Unresolved tag: /, /^a\.yaml:2:4: Unresolved tag: !mine$/],
    ],
    [
      "binary values",
      "%YAML 1.1\n---\na: !!binary aGVsbG8=\n",
      [/^a\.yaml:3:\d+: expected a word, a number, true or false$/],
    ],
    ["unknown aliases", "a: *b\n", [/^a\.yaml:1:4: .*[Aa]lias/]],
    [
      "aliases of what they stand in",
      "a: &b [*b]\n",
      [/^a\.yaml:1:8: the alias '\*b' stands inside of what it names$/],
    ],
    ["merge keys of no mapping", "a: &b 1\nc: {<<: *b}\n", [/^a\.yaml:\d:\d: '<<' expects the alias of a mapping/]],
    ["deep nesting", `a: ${"[".repeat(200)}`, [/^a\.yaml:1:\d+: nested more than 50 levels deep$/]],
  ];
  for (const [what, content, messages] of refused) {
    it(`refuses ${what}`, () => {
      const { found } = read(content);
      assert.equal(found.length, messages.length, found.join("\n"));
      messages.forEach((message, i) => void assert.match(found[i]!, message));
    });
  }
});
