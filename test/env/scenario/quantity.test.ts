import assert from "node:assert/strict";
import { type QuantityUnit, quantity } from "../../../env/scenario/quantity.js";

describe("quantity", () => {
  const accepted: [QuantityUnit, string | number, number][] = [
    ["s", "480 min", 28_800],
    ["s", "480min", 28_800],
    ["s", "2 h", 7200],
    ["s", "2 hours", 7200],
    ["s", "2 h + 30 min", 9000],
    ["s", "max(5 s, 1 min)", 60],
    ["s", "12 um / (2 um/s)", 6],
    ["s", "0 s", 0],
    ["m", "12 um", 12e-6],
    ["m", "12 µm", 12e-6],
    ["m", "12 μm", 12e-6],
    ["angstrom", "3.5 angstrom", 3.5],
    ["angstrom", "3.5 Å", 3.5],
    ["angstrom", "0.35 nm", 3.5],
    ["m/s", "100 um/s", 1e-4],
    ["m/s^2", "5 um/s^2", 5e-6],
    ["m/s^2", "5 um s^-2", 5e-6],
    ["deg", "3 deg", 3],
    ["1/h", "5 / h", 5],
    ["1/h", "1 / min", 60],
    ["1/h", 5, 5],
    ["1", 0.5, 0.5],
    ["1", "30 min / 1 h", 0.5],
    ["1", "2 / 4", 0.5],
  ];
  for (const [unit, text, value] of accepted) {
    it(`reads ${text} as ${value} ${unit}`, () => assert.equal(quantity(unit).parse(text), value));
  }

  const refused: [QuantityUnit, unknown, RegExp][] = [
    [
      "s",
      "5 um",
      /^'5 um': it is a length; expected a time of at least 0 with a unit \(s, min, h\), such as '480 min'$/,
    ],
    ["s", "5 um/s", /it is a speed; expected a time/],
    ["m", "5 s", /it is a time; expected a length .*\(nm, um, mm\), such as '12 um'$/],
    ["m/s", "5 um/s^2", /it is an acceleration; expected a speed/],
    ["1/h", "5 h", /it is a time; expected a number per hour/],
    ["1", "5 s", /it is a time; expected a number without a unit/],
    ["s", "5 kg", /it is another kind of quantity; expected a time/],
    ["s", "480", /'480': it has no unit; expected a time/],
    ["s", 480, /^expected a time of at least 0 with a unit/],
    ["s", null, /^expected a time/],
    ["s", "-5 s", /^'-5 s' is negative; expected a time/],
    ["1/h", -5, /'-5' is negative/],
    ["1/h", Number.NaN, /^expected a number per hour/],
    ["s", "5 s + 5 um", /'5 s \+ 5 um': these units do not go together/],
    ["s", "5 s + 5", /these units do not go together/],
    ["s", "exp(5 s)", /these units do not go together/],
    ["s", "sqrt(-1) * 1 s", /'sqrt\(-1\)' is no real number/],
    ["s", "1 / 0 * 1 s", /it is not finite/],
    ["s", "1e999 s", /'Infinity' is not allowed/],
    ["s", "2^99999 s", /it is not finite|is no real number|units/],
    ["s", "10! s", /the operator '!' is not allowed/],
    ["s", "5 s < 6 s", /it is a condition/],
    ["s", "soon", /'soon' is neither a unit nor a variable of the file/],
    ["s", "", /the expression is empty/],
    ["s", "5 s; 6 s", /is not allowed/],
    ["s", "import('fs')", /'import' is no function/],
    ["s", `${"(".repeat(40)}5 s${")".repeat(40)}`, /nested more than 32 deep/],
    ["s", `${"1 + ".repeat(200)}5 s`, /has 803 characters; expected at most 500/],
  ];
  for (const [unit, text, message] of refused) {
    it(`refuses ${String(text).slice(0, 30) || "nothing"} as ${unit}`, () => {
      const { error } = quantity(unit).safeParse(text);
      assert.match(error!.issues[0]!.message, message);
    });
  }
});
