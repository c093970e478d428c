import assert from "node:assert/strict";
import { Session } from "../../../env/session/session.js";
import { applyChange, type SessionChange } from "../../../env/session/session-change.js";
import { SessionRecorder } from "../../../env/session/session-recorder.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { planOf } from "../../support/plans.js";
import { describeTargets, smallLayout } from "../../support/small-worlds.js";

const good = { ctfResolutionAngstrom: 3.4, failed: false };
const bad = { ctfResolutionAngstrom: 9.1, failed: false };

const empty = () => new Session(TargetTree.from([]), planOf(480));
const begun: readonly SessionChange[] = [
  { kind: "found", targets: describeTargets(smallLayout) },
  { kind: "surveyed", target: "" },
];

describe("applyChange", () => {
  it("tells a session the same as its methods, also after a way through JSON", () => {
    const changes: SessionChange[] = [
      ...begun,
      { kind: "spent", target: "1.1.1.1", here: true },
      { kind: "moved", target: "1.1", durationSeconds: 240 },
      { kind: "exposed", target: "1.1.1.2", durationSeconds: 60 },
      { kind: "exposed", target: "1.1.1.3", durationSeconds: 61 },
      { kind: "resulted", target: "1.1.1.3", outcome: { ctfResolutionAngstrom: Number.NaN, failed: true } },
      { kind: "resulted", target: "1.1.1.2", outcome: bad },
      { kind: "corrected", target: "1.1.1.2", outcome: good, before: bad },
      { kind: "climbed" },
      { kind: "turned", target: "1.1.1" },
      { kind: "failed", target: "1.2", durationSeconds: 5 },
      { kind: "waited", durationSeconds: 7 },
      { kind: "withdrawn", target: "1.1.2.1" },
      { kind: "givenUp", target: "2.1" },
      { kind: "retimed", factors: { group: 2 } },
      { kind: "ended" },
    ];
    const told = empty();
    const recorder = new SessionRecorder();
    told.listen(recorder);
    for (const change of JSON.parse(JSON.stringify(changes)) as SessionChange[]) applyChange(told, change);

    const session = empty();
    const expected = new SessionRecorder();
    session.listen(expected);
    session.found(describeTargets(smallLayout));
    session.surveyed("");
    const row = (id: string) => session.tree.row(id)!;
    session.spent(row("1.1.1.1"), true);
    session.moved(row("1.1"), 240);
    session.exposed(row("1.1.1.2"), 60);
    session.exposed(row("1.1.1.3"), 61);
    session.resulted(row("1.1.1.3"), { ctfResolutionAngstrom: Number.NaN, failed: true });
    session.resulted(row("1.1.1.2"), bad);
    session.corrected(row("1.1.1.2"), good, bad);
    session.climbed();
    session.turned(row("1.1.1"));
    session.failed(row("1.2"), 5);
    session.waited(7);
    session.withdrawn(row("1.1.2.1"));
    session.givenUp(row("2.1"));
    session.retimed({ group: 2 });
    session.end();
    assert.deepEqual(recorder.events, expected.events);
    for (const field of [
      "status",
      "good",
      "ctfResolutionAngstrom",
      "openCount",
      "availableCount",
      "goodCount",
    ] as const)
      assert.deepEqual(told[field], session[field], field);
    for (const field of ["place", "cursor", "clockSeconds", "tally", "ended"] as const)
      assert.equal(told[field], session[field], field);
    assert.equal(told.expectedSeconds(row("1.1.2")), session.expectedSeconds(row("1.1.2")));
  });

  it("refuses a target that no survey found", () => {
    const change: SessionChange = { kind: "moved", target: "9", durationSeconds: 1 };
    assert.throws(() => applyChange(empty(), change), /'moved' names the target '9'/);
  });
});

describe("Session.corrected", () => {
  it("leaves counts and tally as if the result had been so from the beginning", () => {
    const session = empty();
    for (const change of begun) applyChange(session, change);
    const hole = session.tree.row("1.1.1.2")!;
    assert.throws(() => session.corrected(hole, good, bad), /can't be given another result/);
    session.exposed(hole, 60);
    session.resulted(hole, good);
    session.corrected(hole, bad, good);
    assert.deepEqual([session.good[hole], session.goodCount[0], session.resultCount[0], session.tally], [0, 0, 1, 0]);
    assert.equal(session.ctfResolutionAngstrom[hole], 9.1);
    session.corrected(hole, good, bad);
    assert.deepEqual([session.good[hole], session.goodCount[0], session.resultCount[0], session.tally], [1, 1, 1, 1]);
  });
});

describe("Session.retimed", () => {
  it("replaces the plan's times, not on top of earlier factors", () => {
    const session = empty();
    for (const change of begun) applyChange(session, change);
    const square = session.tree.row("1.1")!;
    session.retimed({ square: 3 });
    session.retimed({ square: 2 });
    assert.equal(session.expectedSeconds(square), 120 + 2 * 240);
    session.retimed({});
    assert.equal(session.expectedSeconds(square), 360);
    assert.throws(() => session.retimed({ stage: 2 }), /'stage' is no step/);
  });
});
