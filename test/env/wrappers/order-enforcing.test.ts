import assert from "node:assert/strict";
import { OrderEnforcing } from "../../../env/wrappers/order-enforcing.js";
import { ToyEnv } from "../../support/toy-env.js";

describe("OrderEnforcing", () => {
  it("refuses what comes too early or too late", () => {
    const inner = new ToyEnv(1);
    const env = new OrderEnforcing(inner);
    assert.throws(() => env.step(1), /step\(\) was called before reset\(\)/);
    assert.throws(() => env.render(), /render\(\) was called before reset\(\)/);
    env.reset();
    assert.equal(env.render(), "toy");
    env.step(1);
    assert.throws(() => env.step(1), /step\(\) was called after the episode's end/);
    env.reset();
    env.close();
    env.close();
    assert.equal(inner.closed, 1);
    for (const use of [() => env.step(1), () => env.reset(), () => env.render()]) assert.throws(use, /after close\(\)/);
  });
});
