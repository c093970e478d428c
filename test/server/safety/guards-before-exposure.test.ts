import assert from "node:assert/strict";
import { blocksExposure } from "../../../server/safety/reduce-guards.js";
import { exposed, GuardRun, image, inventory, optics, tile } from "./guard-runs.js";

describe("guard of the inventory", () => {
  it("lets expose at a session's beginning and while the cassette stays as it is", () => {
    const run = new GuardRun();
    assert.equal(blocksExposure(run.state), undefined);
    assert.deepEqual(run.on(inventory("A", "B")), []);
    assert.deepEqual(run.on({ kind: "loaded", grid: "A" }), []);
    assert.deepEqual(run.on(inventory("A", "B", "")), []);
    assert.equal(blocksExposure(run.state), undefined);
  });

  it("has the loaded grid compared after the cassette changed, each grid once", () => {
    const run = new GuardRun({ atlas_correlation: 0.6 });
    run.on(inventory("A", "B"));
    run.on({ kind: "loaded", grid: "A" });
    assert.deepEqual(run.on(inventory("B", "A")), ["+inventory_changed"]);
    assert.match(blocksExposure(run.state)!, /tile of 'A'/);
    assert.deepEqual(run.on(tile("B", 0.9)), [], "another grid's tile");
    assert.match(blocksExposure(run.state)!, /tile of 'A'/);
    assert.deepEqual(run.on(tile("A", 0.6)), ["-inventory_changed"]);
    assert.equal(blocksExposure(run.state), undefined);
    run.on({ kind: "loaded", grid: "C" });
    assert.match(blocksExposure(run.state)!, /tile of 'C'/);
    run.on({ kind: "surveyed", grid: "C" });
    assert.equal(blocksExposure(run.state), undefined);
    run.on({ kind: "loaded", grid: "B" });
    assert.equal(blocksExposure(run.state), undefined);
    assert.deepEqual(run.on(inventory("B", "A", "C")), ["+inventory_changed"]);
    assert.match(blocksExposure(run.state)!, /tile of 'B'/);
  });

  it("has slots read and the grid compared after a restart with a gap, in whatever order", () => {
    const run = new GuardRun({ restart_gap_seconds: 600 });
    run.on(inventory("A"));
    run.on({ kind: "loaded", grid: "A" });
    assert.deepEqual(run.on({ kind: "restarted", gapSeconds: 599 }), []);
    assert.equal(blocksExposure(run.state), undefined);
    assert.deepEqual(run.on({ kind: "restarted", gapSeconds: 600 }), ["+restarted_after_gap"]);
    assert.match(blocksExposure(run.state)!, /slots/);
    assert.deepEqual(run.on(tile("A", 0.9)), []);
    assert.match(blocksExposure(run.state)!, /slots/);
    assert.deepEqual(run.on(inventory("A")), ["-restarted_after_gap"]);
    assert.equal(blocksExposure(run.state), undefined);
  });

  it("pauses when the loaded grid does not fit its atlas, again after a resume, until somebody confirms", () => {
    const run = new GuardRun();
    run.on({ kind: "loaded", grid: "A" });
    assert.deepEqual(run.on(tile("A", 0.49)), ["+grid_mismatch:A"]);
    assert.equal(run.alarms.at(-1)!.pauses, true);
    assert.match(run.alarms.at(-1)!.text, /0\.49.*0\.5 at least/);
    assert.deepEqual(run.on(tile("A", 0.1)), []);
    assert.deepEqual(run.on({ kind: "resumed" }), ["-grid_mismatch:A"]);
    assert.ok(blocksExposure(run.state));
    assert.deepEqual(run.on(tile("A", 0.1)), ["+grid_mismatch:A"]);
    assert.deepEqual(run.on({ kind: "confirmed", what: "brightness" }), []);
    assert.deepEqual(run.on({ kind: "confirmed", what: "grids" }), ["-grid_mismatch:A"]);
    assert.equal(blocksExposure(run.state), undefined);
  });
});

describe("guard of counts", () => {
  it("pauses at the first dark image of a kind that was bright, and clears with hysteresis", () => {
    const run = new GuardRun({ low_counts_fraction: 0.3, low_counts_clear_fraction: 0.5, low_counts_images: 3 });
    assert.deepEqual(run.on(image(1)), [], "nothing to compare with");
    for (const counts of [100, 100, 100]) assert.deepEqual(run.on(image(counts)), []);
    assert.deepEqual(run.on(image(2, "square")), [], "of its own kind");
    assert.deepEqual(run.on(image(30)), [], "not below");
    assert.deepEqual(run.on(image(29)), ["+low_counts:exposure"]);
    const [alarm] = run.alarms;
    assert.equal(alarm!.pauses, true);
    assert.match(alarm!.text, /29 counts.*100.*beam.*valves/);
    assert.deepEqual(run.on(image(5)), []);
    assert.deepEqual(run.on(image(49)), []);
    assert.deepEqual(run.on(image(90)), ["-low_counts:exposure"]);
    assert.equal(run.alarms.at(-1)!.id, alarm!.id);
    assert.equal(run.alarms.at(-1)!.pauses, false);
  });

  it("is not talked round by dark images, and fires again after a resume", () => {
    const run = new GuardRun();
    for (let i = 0; i < 10; i++) run.on(image(100));
    run.on(image(1));
    for (let i = 0; i < 40; i++) assert.deepEqual(run.on(image(1)), []);
    assert.deepEqual(run.on({ kind: "resumed" }), ["-low_counts:exposure"]);
    assert.deepEqual(run.on(image(1)), ["+low_counts:exposure"]);
    assert.deepEqual(run.on({ kind: "confirmed", what: "brightness" }), ["-low_counts:exposure"]);
    assert.deepEqual(run.on(image(1)), []);
  });

  it("begins anew for exposures when the optics are others", () => {
    const run = new GuardRun();
    run.on(optics);
    for (let i = 0; i < 10; i++) run.on(image(100));
    run.on({ ...optics, dewarSeconds: 1e6 });
    assert.deepEqual(run.on(image(9)), ["+low_counts:exposure"]);
    assert.deepEqual(run.on({ ...optics, spotSize: 9 }), ["-low_counts:exposure"]);
    assert.deepEqual(run.on(image(9)), []);
  });

  it("pauses when something is exposed with closed valves", () => {
    const run = new GuardRun();
    run.on(optics);
    assert.deepEqual(run.on(exposed), []);
    assert.deepEqual(run.on({ ...optics, columnValvesOpen: false }), []);
    assert.deepEqual(run.on(exposed), ["+column_valves_closed"]);
    assert.deepEqual(run.on(exposed), []);
    assert.deepEqual(run.on(optics), ["-column_valves_closed"]);
  });
});
