import assert from "node:assert/strict";
import { simulatedSession, surveyingSession } from "../../support/simulated-sessions.js";

describe("simulate", () => {
  it("keeps events, decisions with their reasons, and the session's end", () => {
    const { session, way, decisions } = simulatedSession("index");
    assert.ok(session.ended);
    assert.equal(way.events.filter(({ kind }) => kind === "exposed").length, session.exposedCount[0]);
    assert.equal(way.events.filter((event) => event.kind === "resulted" && event.good).length, session.goodCount[0]);
    const exposing = decisions.filter(({ numbers }) => "probabilityGood" in numbers);
    assert.equal(exposing.length, session.exposedCount[0]);
    for (const [i, { after, sentence, candidates }] of decisions.entries()) {
      assert.ok(i === 0 ? after === 0 : after > decisions[i - 1]!.after);
      assert.ok(sentence.length > 0);
      const scores = candidates?.scored.map(({ score }) => score) ?? [];
      assert.deepEqual(
        scores,
        [...scores].sort((a, b) => b - a),
      );
    }
  });

  it("shows with each choice of a hole what it was the best of", () => {
    const { session, way, decisions } = simulatedSession("index");
    let staying = 0;
    for (const { after, sentence, candidates } of decisions) {
      const next = way.events.slice(after).find(({ kind }) => kind === "exposed");
      if (candidates === undefined || candidates.scored.length === 0 || next?.kind !== "exposed") continue;
      const best = session.tree.row(candidates.scored[0]!.target)!;
      assert.ok(session.tree.contains(best, session.tree.row(next.target)!), sentence);
      if (sentence.startsWith("Stays in the group")) staying++;
    }
    assert.ok(staying > 10);
  });

  it("knows when each target was found", () => {
    const { foundAfter, session } = surveyingSession();
    assert.equal(foundAfter.size, 14);
    assert.equal(foundAfter.get("s3p1h1"), 2);
    assert.equal(foundAfter.get("s1p1h1"), undefined);
    assert.equal(session.exposedCount[0], 3);
  });
});
