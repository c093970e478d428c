import assert from "node:assert/strict";
import { compileCondition } from "../../../env/scenario/expression.js";

describe("compileCondition", () => {
  const accepted: [string, boolean][] = [
    ["x <= 6", true],
    ["x < 1", false],
    ["1 < x < 4", true],
    ["x <= 6 and not (y > 1)", true],
    ["x == 1 or -x + 2 * y ^ 2 > 0", true],
    ["x / y != 1.5", false],
  ];
  for (const [text, expected] of accepted) {
    it(`computes ${text}`, () => assert.equal(compileCondition(text, ["x", "y"])({ x: 1.5, y: 1 }), expected));
  }

  it("is false where a number is missing", () => {
    assert.equal(compileCondition("x <= 6 or x > 6", ["x"])({ x: Number.NaN }), false);
    assert.equal(compileCondition("not (x <= 6)", ["x"])({ x: Number.NaN }), false);
  });

  const refused: [string, RegExp][] = [
    ["sqrt(x) < 2", /'sqrt\(x\)' is not allowed/],
    ["import({ a: 1 })", /is not allowed/],
    ["import < 1", /'import' is unknown; expected one of x/],
    ["evaluate('1') < x", /is not allowed/],
    ["x = 3", /'x = 3' is not allowed/],
    ["f(a) = a", /is not allowed/],
    ["1:3e6", /'1:3e\+?6|1:3000000' is not allowed/],
    ["[x] == [1]", /is not allowed/],
    ["{ a: x } == 1", /is not allowed/],
    ["x.constructor", /is not allowed/],
    ["x < 1; x", /is not allowed/],
    ["x ? true : false", /is not allowed/],
    ["x! < 6", /the operator '!' is not allowed; expected one of < <=/],
    ["x to cm", /the operator 'to' is not allowed/],
    ["x % 2 < 1", /the operator '%' is not allowed/],
    ["x < 5 cm", /'cm' is unknown/],
    ["y <= 6", /'y' is unknown; expected one of x/],
    ["pi < x", /'pi' is unknown/],
    ["x + 1", /it is no condition; expected one such as 'x <= 6'/],
    ["", /it is no condition/],
    ["x <=", /Unexpected end of expression/],
  ];
  for (const [text, message] of refused) {
    it(`refuses ${text === "" ? "nothing at all" : text}`, () => {
      assert.throws(() => compileCondition(text, ["x"]), { message });
    });
  }
});
