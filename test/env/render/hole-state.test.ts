import assert from "node:assert/strict";
import { statesAfter, statesOfSession } from "../../../env/render/hole-state.js";
import { exampleReport } from "../../agent/report/report-example.js";
import { everyState, withPositions } from "../../support/render-sessions.js";

describe("hole states", () => {
  it("are those of the session", () => {
    const { session } = everyState();
    const states = statesOfSession(session, undefined);
    const of = (id: string) => states.get(session.tree.row(id)!);
    assert.deepEqual(["s1p1h1", "s1p1h2", "s1p1h3", "s1p2h1", "s2p1h1", "s2p1h2"].map(of), [
      "good",
      "bad",
      "failed fit",
      "pending",
      "not available",
      "not exposed",
    ]);
    assert.equal(states.size, 24);
  });

  it("are the same from the session and from its events", () => {
    for (const { session, way } of [everyState(), withPositions()]) {
      assert.deepEqual(statesAfter(session.tree, way.events, undefined), statesOfSession(session, undefined));
    }
  });

  it("name the start", () => {
    const { tree, main, startHole } = exampleReport();
    const states = statesAfter(tree, main.events, startHole);
    assert.equal(states.get(tree.row(startHole!)!), "start (spent)");
  });
});
