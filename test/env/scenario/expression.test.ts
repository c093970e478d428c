import assert from "node:assert/strict";
import { compileCondition, compileNumber } from "../../../env/scenario/expression.js";

describe("compileCondition", () => {
  const accepted: [string, boolean][] = [
    ["x <= 6", true],
    ["x < 1", false],
    ["1 < x < 4", true],
    ["x <= 6 and not (y > 1)", true],
    ["x == 1 or -x + 2 * y ^ 2 > 0", true],
    ["x / y != 1.5", false],
    ["min(x, y) == 1 and max(x, y, 3) == 3", true],
    ["abs(-x) == sqrt(x ^ 2) and exp(log(x)) > 1.49", true],
    ["x > y ? x < 2 : x > 2", true],
    ["1 < x <= 1.5 > y", true],
    ["2 x == 3", true],
  ];
  for (const [text, expected] of accepted) {
    it(`computes ${text}`, () => assert.equal(compileCondition(text, ["x", "y"])({ x: 1.5, y: 1 }), expected));
  }

  it("is false where a number is missing", () => {
    assert.equal(compileCondition("x <= 6 or x > 6", ["x"])({ x: Number.NaN }), false);
    assert.equal(compileCondition("not (x <= 6)", ["x"])({ x: Number.NaN }), false);
    assert.equal(compileCondition("x <= 6", ["x"])({}), false);
  });

  it("does not mind a missing number that it does not name", () => {
    assert.equal(compileCondition("x <= 6", ["x", "y"])({ x: 1, y: Number.NaN }), true);
  });

  const refused: [string, RegExp][] = [
    ["sin(x) < 2", /'sin' is no function; expected one of min, max, exp, log, sqrt, abs\. Did you mean 'min'\?/],
    ["sqrt(x, 2) < 2", /sqrt has 2 arguments; expected one/],
    ["min() < 2", /min has 0 arguments; expected at least one/],
    ["x.sqrt(2) < 2", /is no function/],
    ["import({ a: 1 })", /'import' is no function/],
    ["import < 1", /'import' is unknown; expected one of x/],
    ["evaluate('1') < x", /'evaluate' is no function/],
    ["x = 3", /'x = 3' is not allowed/],
    ["f(a) = a", /is not allowed/],
    ["1:3e6", /'1:3e\+?6|1:3000000' is not allowed/],
    ["[x] == [1]", /is not allowed/],
    ["{ a: x } == 1", /is not allowed/],
    ["x.constructor", /is not allowed/],
    ["x < 1; x", /is not allowed/],
    ["x ? true : false", /'true' is not allowed; expected a finite number/],
    ["x ? 1 < 2 : 2 < 1", /'x' is a number; expected a condition there/],
    ["x < 1 ? 1 : 2 < 1", /differ: expected two numbers or two conditions/],
    ["(x < 1) + 1 < 2", /is a condition; expected a number there/],
    ["x and x < 1", /'x' is a number; expected a condition there/],
    ["x == null", /'null' is not allowed/],
    ["x < Infinity", /'Infinity' is not allowed/],
    ["x < 1e999", /is not allowed/],
    ["x == 'a'", /is not allowed/],
    ["x! < 6", /the operator '!' is not allowed; expected one of \+ - \* \/ \^ < <=/],
    ["x to cm", /the operator 'to' is not allowed/],
    ["x % 2 < 1", /the operator '%' is not allowed/],
    ["x < 5 cm", /'cm' is unknown/],
    ["y <= 6", /'y' is unknown; expected one of x\. Did you mean 'x'\?$/],
    ["pi < x", /'pi' is unknown/],
    ["x + 1", /it is no condition; expected one such as 'x <= 6'/],
    ["", /the expression is empty/],
    ["x <=", /Unexpected end of expression/],
  ];
  for (const [text, message] of refused) {
    it(`refuses ${text === "" ? "nothing at all" : text}`, () => {
      assert.throws(() => compileCondition(text, ["x"]), { message });
    });
  }
});

describe("compileNumber", () => {
  const accepted: [string, number][] = [
    ["x", 4],
    ["x <= 6 ? exp(0) : 0", 1],
    ["-x ^ 2 + +3", -13],
    ["2 ^ 99999 > 1 ? 7 : x", 7],
    ["max(x, 5) / min(x, 2)", 2.5],
  ];
  for (const [text, expected] of accepted) {
    it(`computes ${text}`, () => assert.equal(compileNumber(text, ["x", "y"])({ x: 4, y: 1 }), expected));
  }

  it("is NaN where a number that it names is missing, and where the result is not finite", () => {
    assert.ok(Number.isNaN(compileNumber("x <= 6 ? 1 : y", ["x", "y"])({ x: 4, y: Number.NaN })));
    for (const text of ["1 / (x - x)", "log(x - x)", "sqrt(-x)", "2 ^ 99999 * x"]) {
      assert.ok(Number.isNaN(compileNumber(text, ["x"])({ x: 4 })), text);
    }
  });

  it("refuses conditions", () => {
    assert.throws(() => compileNumber("x < 1", ["x"]), /it is no number; expected one such as/);
  });
});
