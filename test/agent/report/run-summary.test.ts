import assert from "node:assert/strict";
import { summariseRun } from "../../../agent/report/run-summary.js";
import type { SessionEvent } from "../../../env/session/session-recorder.js";
import { TargetTree } from "../../../env/tree/target-tree.js";

const tree = TargetTree.from([
  { id: "g", level: 1, name: "g" },
  { id: "s", parentId: "g", level: 2, name: "s" },
  { id: "p", parentId: "s", level: 3, name: "p" },
  { id: "a", parentId: "p", level: 4, name: "a" },
  { id: "b", parentId: "p", level: 4, name: "b" },
]);
const outcome = { ctfResolutionAngstrom: 4, failed: false };
const events: SessionEvent[] = [
  { kind: "moved", atSeconds: 120, target: "g", durationSeconds: 120 },
  { kind: "moved", atSeconds: 360, target: "s", durationSeconds: 240 },
  { kind: "failed", atSeconds: 370, target: "p", durationSeconds: 10 },
  { kind: "moved", atSeconds: 430, target: "p", durationSeconds: 60 },
  { kind: "exposed", atSeconds: 490, target: "a", durationSeconds: 60 },
  { kind: "exposed", atSeconds: 550, target: "b", durationSeconds: 60 },
  { kind: "resulted", atSeconds: 550, target: "a", good: true, outcome },
  { kind: "waited", atSeconds: 600, durationSeconds: 50 },
];

describe("summariseRun", () => {
  it("computes all figures from the events", () => {
    const { time, ...figures } = summariseRun(tree, { policy: "x", events }, 1000, 4);
    assert.deepEqual(figures, {
      policy: "x",
      good: 1,
      exposures: 2,
      seconds: 600,
      goodShare: 0.5,
      goodPerHour: 6,
      shareOfBound: 0.25,
    });
    assert.deepEqual(Object.fromEntries(time.map(({ what, seconds }) => [what, seconds])), {
      exposing: 120,
      "moving to a group": 60,
      "moving to a square": 240,
      "moving to a grid": 120,
      waiting: 50,
      "failed tries": 10,
      "not used": 400,
    });
  });
});
