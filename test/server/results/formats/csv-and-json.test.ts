import assert from "node:assert/strict";
import fc from "fast-check";
import { csvTable } from "../../../../server/results/formats/csv-table.js";
import { jsonTable } from "../../../../server/results/formats/json-table.js";

const form = { delimiter: ",", comment: "#" };

function csv(text: string, isFinal = false) {
  return csvTable("r.csv", Buffer.from(text), form, isFinal);
}

describe("CSV files of results", () => {
  it("have the place of each value, quotes, comments and blank lines aside", () => {
    const table = csv('# made up\nname,res\n\na,3.1\n"b, c",4\r\n# bye\n"d\ne",5\nf,6\n');
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => [table.value(row, "name"), table.value(row, "res"), table.place(row, "res")]),
      [
        ["a", "3.1", "r.csv:4:3"],
        ["b, c", "4", "r.csv:5:8"],
        ["d\ne", "5", "r.csv:7:7"],
        ["f", "6", "r.csv:9:3"],
      ],
    );
  });

  it("leave a last line without an end out, until it is final", () => {
    assert.equal(csv("name,res\na,3\nb,12").length, 1);
    assert.equal(csv("name,res\na,3\nb,12").unfinished, "r.csv:3:1");
    assert.equal(csv("name,res\na,3\nb,12", true).value(1, "res"), "12");
  });

  it("lose no row to a quote without an end, or to a row that is too long", () => {
    const table = csv('name,res\na,"3\nb,4\nc,5,6\nd,7\n');
    assert.deepEqual(
      [0, 1].map((row) => table.value(row, "name")),
      ["b", "d"],
    );
    assert.deepEqual(table.problems, [
      "r.csv:2:1: not CSV: Quote Not Closed: the parsing is finished with an opening quote",
      "r.csv:4:1: 3 values; expected 2, one for each column",
    ]);
  });

  it("are read although an old code page left bytes that are no UTF-8", () => {
    const table = csvTable("r.csv", Buffer.from("name,dose e/\xc5,res\na,1,3\n", "latin1"), form, false);
    assert.equal(table.value(0, "res"), "3");
  });

  it("are refused with a place without a header, or with one column twice", () => {
    assert.throws(() => csv(""), /^LocatedError: r\.csv:1:1: the file is empty; expected a line with the names/);
    assert.throws(() => csv("name,re"), /r\.csv:1:1: the file ends in its first line; half-written/);
    assert.throws(() => csv("name,res,name\n"), /r\.csv:1:10: the column 'name' comes twice/);
    assert.throws(() => csv("name\n\0\n"), /r\.csv:2:1: a zero byte: the file is half-written/);
  });
});

describe("JSON files of results", () => {
  it("are objects or lists of them, with paths as columns and the file's name", () => {
    const one = jsonTable("/d/monday-000001-01.json", '{"ctf": {"res": 3.1}, "n": [1]}');
    assert.equal(one.value(0, "ctf.res"), 3.1);
    assert.equal(one.value(0, "$file"), "monday-000001-01.json");
    assert.equal(one.place(0, "ctf.res"), "/d/monday-000001-01.json:1:17");
    assert.throws(() => one.value(0, "n"), /1:28: 'n' is a list; expected one value/);
    const two = jsonTable("l", '[{"a": NaN},\n {"a": null, "b": "x"}]');
    assert.deepEqual([two.value(0, "a"), two.value(1, "a"), two.value(1, "b")], [Number.NaN, null, "x"]);
    assert.equal(two.place(1, "b"), "l:2:19");
  });

  it("are refused with line and column", () => {
    const cases: Record<string, RegExp> = {
      "": /j:1:1: not valid JSON: the text ends too early; expected a value/,
      '{"a": 1,\n "b" 2}': /j:2:6: not valid JSON: unexpected '2'; expected ':'/,
      '{"a": tru}': /j:1:7: not valid JSON: unexpected 'tru'/,
      '{"a": "b\n"}': /j:1:7: not valid JSON: this string has no end/,
      '{"a": 1, "a": 2}': /j:1:10: the key 'a' comes twice/,
      "[1]": /j:1:2: expected an object/,
      "3": /j:1:1: a single value; expected an object/,
      "{} {}": /j:1:4: not valid JSON: unexpected '{'; expected nothing more/,
      ["[".repeat(100_000)]: /nested more than 50 levels deep/,
    };
    for (const [text, expected] of Object.entries(cases)) assert.throws(() => jsonTable("j", text), expected);
  });

  it("are what JSON.parse makes of them", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.stringMatching(/^[a-z]{1,5}$/),
          fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string(), fc.boolean()),
        ),
        fc.nat(4),
        (object, indent) => {
          const table = jsonTable("p", JSON.stringify(object, null, indent));
          const plain = JSON.parse(JSON.stringify(object)) as typeof object;
          for (const [key, value] of Object.entries(plain)) assert.deepEqual(table.value(0, key), value);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it("are read in time that grows with their length alone", () => {
    const text = `[${Array.from({ length: 50_000 }, (_, i) => `{"name":"m-${i}","ctf_resolution_angstrom":3}`).join(",")}]`;
    const from = performance.now();
    assert.equal(jsonTable("big", text).length, 50_000);
    assert.ok(performance.now() - from < 5000);
  });
});
