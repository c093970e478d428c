import assert from "node:assert/strict";
import fc from "fast-check";
import type { GuardEvent } from "../../../server/safety/guards/guard-event.js";
import { guardsSchema } from "../../../server/safety/guards/index.js";
import { blocksExposure, initialGuards, reduceGuards } from "../../../server/safety/reduce-guards.js";
import { exposed, image, inventory, optics, tile } from "./guard-runs.js";

const thresholds = guardsSchema.parse({ failures_in_a_row: 2, results_pending: 3, low_counts_images: 2 });

const eventArbitrary: fc.Arbitrary<GuardEvent> = fc.oneof(
  fc.constantFrom<GuardEvent>(
    { kind: "tick" },
    { kind: "restarted", gapSeconds: 1000 },
    { kind: "resumed" },
    { kind: "confirmed", what: "grids" },
    { kind: "connected" },
    { kind: "disconnected" },
    { kind: "heartbeat", scopeReplyAgeSeconds: 1 },
    { kind: "heartbeat", scopeReplyAgeSeconds: 1000 },
    { kind: "loaded", grid: "A" },
    { kind: "surveyed", grid: "B" },
    { kind: "busy", with: "refill" },
    { kind: "ready", with: "refill" },
    { kind: "shot", end: "failed" },
    { kind: "resulted" },
    { kind: "fault", id: "f", detail: "" },
    { kind: "faultCleared", id: "f" },
    { kind: "limitBroken", rule: "tilt_degrees", text: "Too far." },
    inventory("A", "B"),
    inventory("B", "A"),
    exposed,
    { ...optics, dewarSeconds: 1000, movieDiskFreeGibibytes: 10 },
    { ...optics, dewarSeconds: 1e6, movieDiskFreeGibibytes: 1e4, columnValvesOpen: false },
  ),
  fc.constantFrom(1, 40, 100).map((counts) => image(counts)),
  fc.tuple(fc.constantFrom("A", "B"), fc.constantFrom(0.1, 0.9)).map(([grid, fit]) => tile(grid, fit)),
);

const runArbitrary = fc.array(fc.tuple(eventArbitrary, fc.constantFrom(0, 1, 400, 4000)), { maxLength: 60 });

describe("guards, whatever happens", () => {
  it("raise each alarm once until it clears, and clear only what was raised", () => {
    const property = fc.property(runArbitrary, (run) => {
      let state = initialGuards;
      let now = 0;
      const open = new Map<string, string>();
      const ids = new Set<string>();
      for (const [event, wait] of run) {
        now += wait;
        const step = reduceGuards(state, event, now, thresholds);
        state = step.state;
        for (const alarm of step.alarms) {
          const key = `${alarm.code} ${alarm.subject ?? ""}`;
          assert.equal(alarm.at, now);
          if (alarm.cleared) {
            assert.equal(open.get(key), alarm.id);
            open.delete(key);
          } else {
            assert.ok(!open.has(key) && !ids.has(alarm.id), key);
            open.set(key, alarm.id);
            ids.add(alarm.id);
          }
        }
        assert.deepEqual(state.open.map(({ id }) => id).sort(), [...open.values()].sort());
      }
    });
    fc.assert(property, { numRuns: 300, seed: 5 });
  });

  it("go on alike from a state that was JSON, and leave the state that they are given as it is", () => {
    const property = fc.property(runArbitrary, (run) => {
      let state = initialGuards;
      let stored = initialGuards;
      let now = 0;
      for (const [event, wait] of run) {
        now += wait;
        const text = JSON.stringify(state);
        const step = reduceGuards(state, event, now, thresholds);
        assert.equal(JSON.stringify(state), text);
        const again = reduceGuards(JSON.parse(JSON.stringify(stored)), event, now, thresholds);
        assert.deepEqual(again, step);
        assert.deepEqual(JSON.parse(JSON.stringify(step.state)), step.state);
        state = step.state;
        stored = again.state;
      }
    });
    fc.assert(property, { numRuns: 150, seed: 6 });
  });

  it("let nothing be exposed between a doubt and the loaded grid's confirmation", () => {
    const property = fc.property(runArbitrary, (run) => {
      let state = initialGuards;
      let slots = "";
      let loaded = "";
      let doubt = -1;
      const confirmedAt = new Map<string, number>();
      let unread = false;
      run.forEach(([event], i) => {
        state = reduceGuards(state, event, i, thresholds).state;
        if (event.kind === "loaded") loaded = event.grid;
        if (event.kind === "surveyed") confirmedAt.set(event.grid, i);
        if (event.kind === "image" && event.imageKind === "atlas") {
          if (event.correlationWithAtlas! > 0.5) confirmedAt.set(event.target, i);
          else doubt = i;
        }
        if (event.kind === "restarted") {
          doubt = i;
          unread = true;
        }
        if (event.kind === "inventory") {
          const now = JSON.stringify(event.slots);
          if (slots !== "" && slots !== now) doubt = i;
          slots = now;
          unread = false;
        }
        if (event.kind === "confirmed") {
          doubt = -1;
          unread = false;
        }
        const mayExpose = doubt < 0 || (!unread && (confirmedAt.get(loaded) ?? -1) > doubt);
        assert.equal(blocksExposure(state) === undefined, mayExpose, `after event ${i}`);
      });
    });
    fc.assert(property, { numRuns: 300, seed: 7 });
  });
});
