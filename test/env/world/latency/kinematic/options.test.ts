import assert from "node:assert/strict";
import { kinematicOptions } from "../../../../../env/world/latency/kinematic/options.js";

/** Paths of what is wrong, with what is said about it. */
function problems(value: unknown): Record<string, string> {
  const issues = kinematicOptions.safeParse(value).error?.issues ?? [];
  return Object.fromEntries(issues.map(({ path, message }) => [path.join("."), message]));
}

describe("options of the latency model 'kinematic'", () => {
  it("all have a default", () => {
    const options = kinematicOptions.parse({});
    assert.equal(options.grid.exchange, 234);
    assert.equal(options.stage.speed, 1e-4);
    assert.equal(options.jitter, 0);
    assert.equal(options.maintenance.refill, undefined);
  });

  it("are read with their units", () => {
    const options = kinematicOptions.parse({
      stage: { speed: "0.05 mm/s", acceleration: "1 mm/s^2" },
      focus: { every: "0.01 mm" },
      maintenance: { refill: { every: "8 h", takes: "10 min" } },
      jitter: { focus: 0.2 },
    });
    assert.deepEqual([options.stage.speed, options.stage.acceleration], [5e-5, 1e-3]);
    assert.equal(options.stage.settle, 5);
    assert.equal(options.focus.every, 1e-5);
    assert.deepEqual(options.maintenance.refill, { every: 28_800, takes: 600 });
  });

  it("are refused with the key's path and what is expected", () => {
    const found = problems({
      stage: { speed: "100 um", acceleration: "0 um/s^2", settle: "0 s", backlash: "3 s", spede: "1 um/s" },
      focus: { fail_share: 1, tries: 0 },
      image_shift: { time: "0 s", delay: "0 s" },
      camera: { exposure: 2 },
      maintenance: { refill: { every: "1 h", takes: "20 min" } },
    });
    assert.match(found["stage.speed"]!, /^'100 um': it is a length; expected a speed .*such as '100 um\/s'$/);
    assert.match(found["stage.acceleration"]!, /an acceleration/);
    assert.match(found["stage.settle"]!, /a time above 0/);
    assert.match(found["stage.backlash"]!, /a length/);
    assert.match(found.stage!, /spede/);
    assert.match(found["focus.fail_share"]!, /0.9/);
    assert.ok("focus.tries" in found && "camera.exposure" in found);
    assert.match(found.image_shift!, /'time' and 'delay' must not both be 0/);
    assert.match(found["maintenance.refill"]!, /at most a quarter/);
  });

  it("take scatter as one number or by step", () => {
    for (const jitter of [0, 0.2, { focus: 0.1, maintenance: 0.3 }]) assert.deepEqual(problems({ jitter }), {});
    for (const jitter of [-0.1, 2]) assert.match(problems({ jitter }).jitter!, /^expected a number from 0 to 1.5/);
    assert.match(problems({ jitter: "0.1" }).jitter!, /or one for each of exchange, atlas, .*maintenance$/);
    assert.match(problems({ jitter: { focus: 3 } })["jitter.focus"]!, /^expected a number from 0 to 1.5/);
    assert.match(problems({ jitter: { focuss: 0.1 } }).jitter!, /focuss/);
  });
});
