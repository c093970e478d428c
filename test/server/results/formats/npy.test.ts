import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { packageRoot } from "../../../../env/package-root.js";
import { npyTable } from "../../../../server/results/formats/npy-table.js";
import { type PythonLiteral, parsePythonLiteral } from "../../../../server/results/formats/python-literal.js";

function fixture(name: string): Buffer {
  return readFileSync(join(packageRoot, "test/server/results/fixtures", name));
}

function npy(header: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const size = Buffer.alloc(2);
  size.writeUInt16LE(header.length);
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), size, Buffer.from(header, "latin1"), data]);
}

describe("NumPy structured arrays", () => {
  for (const name of ["exposures.cs", "exposures-big-endian.cs"]) {
    it(`are read as NumPy writes them: ${name}`, () => {
      const table = npyTable(name, fixture(name));
      assert.equal(table.length, 6);
      assert.equal(table.value(0, "uid"), "9223372036854775808");
      assert.equal(
        table.value(5, "movie_blob/path"),
        "S1/import_movies/9223372036854775813_monday-000008-03_fractions.tiff",
      );
      const fits = [0, 1, 2, 3, 4, 5].map((row) => table.value(row, "ctf_stats/ctf_fit_to_A"));
      assert.deepEqual(fits, [3.1, 3.42, 4.87, Number.NaN, 12.5, 0]);
      assert.equal(table.value(2, "ctf_stats/ice_thickness_rel"), 1.25);
      assert.equal(table.value(2, "movie_blob/is_gain_corrected"), true);
      assert.equal(table.value(2, "mscope_params/exp_group_id"), -1);
      assert.ok(!table.columns.includes("movie_blob/shape"), "a field of several numbers is no column");
      assert.match(table.place(1, "ctf_stats/ctf_fit_to_A"), /^exposures.*\.cs: byte \d+$/);
    });
  }

  it("are read in versions 2 and 3, with nested fields and wide texts, and empty", () => {
    const wide = npyTable("w", fixture("version-3.npy"));
    assert.deepEqual(wide.columns, ["name", "blob.ctf", "blob.n", "größe"]);
    assert.equal(wide.value(0, "name"), "monday-000007-01 é");
    assert.equal(wide.value(0, "blob.ctf"), Number.POSITIVE_INFINITY);
    assert.equal(wide.value(1, "blob.n"), `${2 ** 40}`);
    assert.equal(npyTable("m", fixture("version-2.npy")).columns.length, 2000);
    assert.equal(npyTable("e", fixture("empty.npy")).length, 0);
  });

  it("are refused with the byte where they are none, or of another kind", () => {
    assert.throws(() => npyTable("a.cs", Buffer.from("hello world")), /^UserError: a\.cs: byte 0: not a NumPy array/);
    assert.throws(
      () => npyTable("a.cs", Buffer.from("\x94CSDAT\x01", "latin1")),
      /byte 0: cryoSPARC's own format \(CSDAT\)/,
    );
    assert.throws(() => npyTable("a.cs", fixture("plain.npy")), /expected a structured array/);
    assert.throws(() => npyTable("a.cs", fixture("objects.npy")), /the field 'path' holds Python objects/);
    assert.throws(
      () => npyTable("a", npy("{'descr': __import__('os')}")),
      /byte 20: the header is no Python dictionary/,
    );
    assert.throws(() => npyTable("a", npy("{'descr': [('a','<f4')], 'shape': (2, 2)}")), /expected one dimension/);
    assert.throws(() => npyTable("a", npy("{'descr': [('a','<f4'),('a','<f4')], 'shape': (0,)}")), /'a' comes twice/);
    assert.throws(() => npyTable("a", npy("{'descr': [('a','<q4')], 'shape': (0,)}")), /unknown type '<q4'/);
    assert.throws(() => npyTable("a", npy("{'descr': [('a','<f4',(-1,))], 'shape': (0,)}")), /is no shape/);
    assert.throws(() => npyTable("a", npy("{'descr': [('a','<f4',(99999999,9999999))], 'shape': (0,)}")), /too large/);
    assert.throws(
      () => npyTable("a", npy("{'descr': [('a','<f4')], 'shape': (9007199254740991,)}")),
      /ends after 0 of/,
    );
  });

  it("are half-written wherever they end before their end, and not beyond it", () => {
    const whole = fixture("exposures.cs");
    for (let end = 0; end < whole.length; end++) {
      assert.throws(() => npyTable("h", whole.subarray(0, end)), /^UserError: h: byte \d+: .*half-written\?/, `${end}`);
    }
    assert.throws(() => npyTable("h", Buffer.concat([whole, Buffer.alloc(1)])), /more than the 6 records/);
  });

  it("have headers that are parsed, never evaluated", () => {
    assert.deepEqual(parsePythonLiteral("(1, 'a\\'b', [True, None,],)"), [1, "a'b", [true, null]]);
    assert.equal(parsePythonLiteral("(5)"), 5);
    assert.equal(parsePythonLiteral("18446744073709551615L"), 18446744073709552000);
    for (const bad of ["", "1 2", "{1: 2}", "f()", "'a", "[1", "{'a' 1}", "(".repeat(100_000), "1.5", "a.b"]) {
      assert.throws(() => parsePythonLiteral(bad), { name: "LiteralError" }, bad.slice(0, 9));
    }
    const literal = fc.letrec<{ value: PythonLiteral }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.integer(),
        fc.boolean(),
        fc.string(),
        fc.constant(null),
        fc.array(tie("value"), { minLength: 2 }),
      ),
    })).value;
    fc.assert(
      fc.property(literal, (value) => assert.deepEqual(parsePythonLiteral(python(value)), value)),
      { seed: 1 },
    );
  });
});

function python(value: PythonLiteral): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string")
    return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
  if (Array.isArray(value)) return `(${(value as readonly PythonLiteral[]).map(python).join(", ")},)`;
  return String(value);
}
