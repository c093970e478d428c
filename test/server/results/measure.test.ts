import assert from "node:assert/strict";
import { columnsOf, columnsSchema } from "../../../server/results/columns.js";
import { csvTable } from "../../../server/results/formats/csv-table.js";
import { jsonTable } from "../../../server/results/formats/json-table.js";
import { type MeasuredTable, measureTable } from "../../../server/results/measure.js";

const columns = {
  name: "mic",
  ctf_resolution_angstrom: "res",
  ice_thickness_nanometers: { column: ["ice", "ice_A"], times: 0.1 },
  particle_count: "n",
  failed: "bad",
};

function measure(text: string, given: unknown = columns): MeasuredTable {
  const table = csvTable("r.csv", Buffer.from(text), { delimiter: ",", comment: undefined }, true);
  return measureTable(table, { columns: columnsOf(columnsSchema.parse(given), {}, false), failedFromAngstrom: 100 });
}

const head = "mic,res,ice,n,bad\n";

describe("measuring rows", () => {
  it("turns columns into outcomes, in the protocol's units", () => {
    const { rows } = measure(`${head}a,3.42,300,120,no\nb,3,,,\n`);
    assert.deepEqual(rows[0], {
      name: "a",
      place: "r.csv:2:1",
      measured: { ctfResolutionAngstrom: 3.42, iceThicknessNanometers: 30, particleCount: 120 },
    });
    assert.deepEqual(rows[1]!.measured, { ctfResolutionAngstrom: 3 });
  });

  it("takes NaN, infinity, 0 and what is beyond the limit as a failed fit", () => {
    for (const text of ["nan", "NaN", "inf", "-Infinity", "nan(ind)", "0", "999", "100"]) {
      assert.deepEqual(measure(`${head}a,${text},,5,\n`).rows[0]!.measured, { particleCount: 5, failed: true }, text);
    }
    assert.deepEqual(measure(`${head}a,3,,,yes\n`).rows[0]!.measured, { ctfResolutionAngstrom: 3, failed: true });
    assert.deepEqual(measure(`${head}a,,,,1\n`).rows[0]!.measured, { failed: true });
  });

  it("waits for rows without a CTF resolution, instead of taking them as failed", () => {
    for (const text of ["", "null", "None", "NA", " - "]) {
      const { rows, pending } = measure(`${head}a,${text},300,,\n`);
      assert.deepEqual([rows.length, pending], [0, 1], text);
    }
    const usual = { name: ["name"], ctf_resolution_angstrom: ["res"] };
    const table = jsonTable("j", '[{"name": "a", "res": null}, {"name": "b"}]');
    const { rows } = measureTable(table, {
      columns: columnsOf({}, usual, true),
      failedFromAngstrom: 9,
      withoutCtf: "failed",
    });
    assert.deepEqual(
      rows.map(({ measured }) => measured),
      [{ failed: true }, { failed: true }],
    );
  });

  it("leaves rows out that can't be understood, with their place, and keeps the others", () => {
    const bad = "a,3,,,\nb,3;4,,,\nc,-1,,,\nd,3,-2,,\ne,3,,x,\nf,3,,,maybe\n,3,,,\ng,4,,,\nh,0x10,,,\n";
    const { rows, problems } = measure(head + bad);
    assert.deepEqual(
      rows.map(({ name }) => name),
      ["a", "g"],
    );
    assert.deepEqual(problems, [
      "r.csv:3:3: '3;4' is no number; expected one such as 3.42",
      "r.csv:4:3: the CTF resolution is -1; expected a number above 0",
      "r.csv:5:5: ice_thickness_nanometers is -0.2; expected a number of at least 0",
      "r.csv:6:6: 'x' is no number; expected one such as 3.42",
      "r.csv:7:7: 'maybe' is neither true nor false",
      "r.csv:8:1: the name is empty",
      "r.csv:10:3: '0x10' is no number; expected one such as 3.42",
    ]);
  });

  it("refuses tables without a column that was named", () => {
    assert.throws(
      () => measure("mic,ice,n,bad\n"),
      /^UserError: r\.csv:1:1: no column res for ctf_resolution_angstrom; there are: mic, ice/,
    );
  });

  it("takes the first of several columns that a row has", () => {
    const usual = {
      name: ["a", "b"],
      ctf_resolution_angstrom: ["res"],
      withdrawn: ["gone"],
      completed_tilts: ["tilts"],
    };
    const table = jsonTable(
      "j",
      '[{"a": "x", "b": "y", "res": 3}, {"b": "z", "tilts": 12}, {"b": "w", "gone": true}, {"b": "v"}]',
    );
    const { rows, pending } = measureTable(table, { columns: columnsOf({}, usual, true), failedFromAngstrom: 100 });
    assert.deepEqual(
      rows.map(({ name, measured }) => [name, measured]),
      [
        ["x", { ctfResolutionAngstrom: 3 }],
        ["z", { completedTilts: 12, failed: false }],
        ["w", { withdrawn: true }],
      ],
    );
    assert.equal(pending, 1);
  });
});
