import assert from "node:assert/strict";
import fc from "fast-check";
import { plainJsonProblem } from "../../../env/core/plain-json.js";

describe("plainJsonProblem", () => {
  it("finds none in what JSON gives back", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => assert.equal(plainJsonProblem(value), undefined)));
    const shared = { a: 1 };
    assert.equal(plainJsonProblem({ one: shared, other: shared, absent: undefined }), undefined);
  });

  it("names what JSON would lose", () => {
    const loop: Record<string, unknown> = {};
    loop.again = loop;
    const cases: [unknown, string][] = [
      [Infinity, "options is Infinity"],
      [{ a: [1, Number.NaN] }, "options.a[1] is NaN"],
      [{ a: { b: () => 1 } }, "options.a.b is a function"],
      [{ a: 3n }, "options.a is a bigint"],
      [{ a: new Date(0) }, "options.a is a Date"],
      [{ a: Float32Array.of(1) }, "options.a is a Float32Array"],
      [[undefined], "options[0] is undefined"],
      [loop, "options.again contains itself"],
    ];
    for (const [value, problem] of cases) assert.equal(plainJsonProblem(value), problem);
  });
});
