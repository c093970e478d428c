import assert from "node:assert/strict";
import fc from "fast-check";
import { spread } from "../../../agent/report/spread.js";

describe("spread", () => {
  it("leaves alone what is far enough apart", () => {
    assert.deepEqual(spread([80, 10, 40], 15, 0, 100), [80, 10, 40]);
  });

  it("keeps the distance and the order", () => {
    const wanted = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(wanted, (values) => {
        const at = spread(values, 10, 0, 100);
        values.forEach((a, i) => {
          values.forEach((b, j) => {
            if (i === j) return;
            assert.ok(Math.abs(at[i]! - at[j]!) >= 10 - 1e-9);
            if (a < b) assert.ok(at[i]! < at[j]!);
          });
        });
      }),
    );
  });
});
