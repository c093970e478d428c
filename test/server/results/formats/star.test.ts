import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { packageRoot } from "../../../../env/package-root.js";
import { readStar, starWords } from "../../../../server/results/formats/star.js";
import { starTable } from "../../../../server/results/formats/star-table.js";

const choice = { block: undefined, labels: ["rlnMicrographName"] };
const relion = `
# version 50001

data_optics

loop_ 
_rlnOpticsGroupName #1 
_rlnOpticsGroup #2 
opticsGroup1            1 
 

# version 50001

data_micrographs

loop_ 
_rlnMicrographName #1 
_rlnCtfMaxResolution #2 
MotionCorr/job002/Movies/monday-000001-01.mrc     3.250000 
MotionCorr/job002/Movies/monday-000001-02.mrc   999.000000 
 
`;

function table(text: string, isFinal = false) {
  return starTable("ctf.star", Buffer.from(text), choice, isFinal);
}

describe("STAR files", () => {
  it("are read as RELION writes them, each value with its place", () => {
    const read = table(relion);
    assert.deepEqual(read.columns, ["rlnMicrographName", "rlnCtfMaxResolution"]);
    assert.equal(read.length, 2);
    assert.equal(read.value(1, "rlnCtfMaxResolution"), "999.000000");
    assert.equal(read.value(0, "rlnMicrographName"), "MotionCorr/job002/Movies/monday-000001-01.mrc");
    assert.equal(read.value(0, "rlnNothing"), undefined);
    assert.equal(read.place(1, "rlnCtfMaxResolution"), "ctf.star:20:49");
    assert.deepEqual(read.problems, []);
  });

  it("are read as the Python package starfile writes them", () => {
    const bytes = readFileSync(join(packageRoot, "test/server/results/fixtures/starfile.star"));
    const read = starTable("s", bytes, choice, false);
    assert.equal(read.length, 6);
    assert.equal(read.value(3, "rlnMicrographName"), "MotionCorr/job 002/Movies/monday-000008-01_fractions.mrc");
    assert.equal(Number(read.value(3, "rlnCtfMaxResolution")), 999);
  });

  it("leave a last line without an end out, until it is final", () => {
    const cut = relion.trimEnd().slice(0, -8);
    assert.equal(table(cut).length, 1);
    assert.equal(table(cut).unfinished, "ctf.star:20:1");
    assert.equal(table(cut, true).value(1, "rlnCtfMaxResolution"), "99");
  });

  it("keep the good rows of a file with bad ones", () => {
    const read = table(relion.replace("3.250000 \n", "3.25 7 \n'a b 3\n"));
    assert.equal(read.length, 1);
    assert.deepEqual(read.problems, [
      "ctf.star:19:1: 3 values; expected 2, one for each label",
      "ctf.star:20:1: the quote ' has no end on this line",
    ]);
  });

  it("are refused with a place where they are none, or have no such table", () => {
    assert.throws(() => table("hello\n"), /^LocatedError: ctf\.star:1:1: not a STAR file: expected 'data_'/);
    assert.throws(() => table("data_\n\nloop_\n_a\n_a\n"), /ctf\.star:5:1: the label '_a' comes twice/);
    assert.throws(() => table("data_x\nloop_\n_a\n1\n"), /no table with rlnMicrographName; the file has data_x/);
    assert.throws(() => table("data_x\nloop_\n_a\n;long\n"), /ctf\.star:4:1: a text over several lines/);
    assert.throws(
      () => table(`data_x\nloop_\n_a\nx${"\0".repeat(9)}\n`),
      /ctf\.star:4:2: a zero byte: the file is half/,
    );
    assert.throws(
      () => starTable("s", Buffer.from(relion), { block: "movies", labels: [] }, false),
      /no block 'data_movies'/,
    );
  });

  it("hold any words that are written into them, wherever blanks stand", () => {
    const word = fc
      .stringMatching(/^[!-~]([ -~]{0,12}[!-~])?$/)
      .filter((text) => !text.includes("'") || !text.includes('"'));
    const quoted = (text: string) => (text.includes("'") ? `"${text}"` : `'${text}'`);
    const isBare = (text: string) => /^[^\s'"#_;][^\s]*$/.test(text) && !/^(data_|loop_)/.test(text);
    const rows = fc.array(fc.array(word, { minLength: 3, maxLength: 3 }), { maxLength: 8 });
    const blank = fc.stringMatching(/^[ \t]{1,3}$/);
    fc.assert(
      fc.property(rows, blank, fc.boolean(), (values, gap, quoteAll) => {
        const lines = values.map((row) =>
          row.map((text) => (isBare(text) && !quoteAll ? text : quoted(text))).join(gap),
        );
        const text = `data_t\nloop_\n_a #1\n_b #2\n_c #3\n${lines.map((line) => `${gap}${line}${gap}\n`).join("")}\n`;
        const { tables, problems } = readStar("p", text);
        assert.deepEqual(problems, []);
        const read = tables[0]!.rows.map((row) => starWords("p", row.line, row.text).map((found) => found.text));
        assert.deepEqual(read, values);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it("give the same rows, or fewer, wherever they end", () => {
    const whole = table(relion);
    for (let end = 0; end <= relion.length; end++) {
      let part: ReturnType<typeof table>;
      try {
        part = table(relion.slice(0, end));
      } catch {
        continue;
      }
      for (let row = 0; row < part.length; row++) {
        for (const column of part.columns) assert.equal(part.value(row, column), whole.value(row, column), `${end}`);
      }
    }
  });
});
