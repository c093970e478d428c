import assert from "node:assert/strict";
import fc from "fast-check";
import { Session } from "../../../env/session/session.js";
import type { SessionListener } from "../../../env/session/session-listener.js";
import { SessionRecorder } from "../../../env/session/session-recorder.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { planOf } from "../../support/plans.js";
import { describeTargets, layouts, smallLayout } from "../../support/small-worlds.js";

const good = { ctfResolutionAngstrom: 3.4, failed: false };
const bad = { ctfResolutionAngstrom: 9.1, failed: false };
const failed = { ctfResolutionAngstrom: Number.NaN, failed: true };

function smallSession(): Session {
  return new Session(TargetTree.from(describeTargets(smallLayout)), planOf(480));
}

/** Compares each count with one made from the holes' states. */
function assertCounts(session: Session): void {
  const { tree, status } = session;
  for (let node = 0; node < tree.size; node++) {
    const expected = { available: 0, exposed: 0, results: 0, good: 0 };
    for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
      if (!tree.contains(node, hole)) continue;
      if (status[hole] === TargetStatus.Available) expected.available++;
      if (status[hole] === TargetStatus.Pending || status[hole] === TargetStatus.Measured) expected.exposed++;
      if (status[hole] === TargetStatus.Measured) expected.results++;
      if (session.good[hole] === 1) expected.good++;
    }
    const actual = {
      available: session.availableCount[node],
      exposed: session.exposedCount[node],
      results: session.resultCount[node],
      good: session.goodCount[node],
    };
    assert.deepEqual(actual, expected, `'${tree.ids[node]}'`);
  }
  assert.equal(session.pendingCount, status.filter((s) => s === TargetStatus.Pending).length);
}

/** Does one of the things that can happen to a hole, if its state allows it. */
function happen(session: Session, hole: number, kind: number): void {
  switch (session.status[hole]) {
    case TargetStatus.Available:
      if (kind % 4 === 0) session.spent(hole);
      else if (kind % 4 === 1) session.withdrawn(hole);
      else session.exposed(hole, 60);
      break;
    case TargetStatus.Pending:
      if (kind % 4 !== 3) session.resulted(hole, [good, bad, failed][kind % 4]!);
      break;
  }
}

const histories = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 40 });

describe("Session", () => {
  it("begins with everything available, nothing loaded and the clock at 0", () => {
    const session = smallSession();
    assert.equal(session.availableCount[0], 11);
    assert.equal(session.availableCount[session.tree.row("1.1")!], 5);
    assert.equal(session.place, 0);
    assert.equal(session.cursor, 0);
    assert.equal(session.clockSeconds, 0);
    assert.equal(session.remainingSeconds, 28_800);
    assert.ok(!session.isAvailable(session.tree.row("1.1")!));
    assertCounts(session);
  });

  it("moves stage and cursor, but up only the cursor", () => {
    const session = smallSession();
    const square = session.tree.row("1.1")!;
    session.moved(square, 360);
    assert.deepEqual([session.place, session.cursor, session.clockSeconds], [square, square, 360]);
    session.climbed();
    assert.deepEqual([session.place, session.tree.ids[session.cursor], session.clockSeconds], [square, "1", 360]);
  });

  it("counts an exposure at once and its result when it comes", () => {
    const session = smallSession();
    const hole = session.tree.row("1.1.1.2")!;
    session.exposed(hole, 60);
    assert.equal(session.status[hole], TargetStatus.Pending);
    assert.deepEqual([session.exposedCount[0], session.resultCount[0], session.pendingCount], [1, 0, 1]);
    assert.deepEqual([session.place, session.tree.ids[session.cursor]], [hole, "1.1.1"]);
    assert.equal(session.good[hole], -1);
    session.resulted(hole, good);
    assert.deepEqual([session.goodCount[0], session.resultCount[0], session.pendingCount], [1, 1, 0]);
    assert.equal(session.good[hole], 1);
    assert.equal(session.ctfResolutionAngstrom[hole], 3.4);
    assertCounts(session);
  });

  it("counts a failed fit as a bad result", () => {
    const session = smallSession();
    const hole = session.tree.firstLeaf;
    session.exposed(hole, 60);
    session.resulted(hole, failed);
    assert.deepEqual([session.good[hole], session.resultCount[0], session.goodCount[0]], [0, 1, 0]);
  });

  it("lets time pass on failures and waits, and nothing else", () => {
    const session = smallSession();
    const hole = session.tree.firstLeaf;
    session.failed(hole, 30);
    session.waited(12);
    assert.equal(session.clockSeconds, 42);
    assert.equal(session.place, 0);
    assert.ok(session.isAvailable(hole));
  });

  it("stands at a spent hole only if told so", () => {
    const session = smallSession();
    const [first, second] = [session.tree.firstLeaf, session.tree.firstLeaf + 1];
    session.spent(first);
    assert.equal(session.place, 0);
    session.spent(second, true);
    assert.deepEqual([session.place, session.tree.ids[session.cursor]], [second, "1.1.1"]);
    assert.equal(session.exposedCount[0], 0);
    assertCounts(session);
  });

  it("refuses what a hole's state does not allow", () => {
    const session = smallSession();
    const hole = session.tree.firstLeaf;
    const square = session.tree.row("1.1")!;
    assert.throws(() => session.resulted(hole, good), /'1.1.1.1' can't be given a result.*status is 0, not 1/);
    session.exposed(hole, 60);
    assert.throws(() => session.exposed(hole, 60), /'1.1.1.1' can't be exposed.*status is 1, not 0/);
    assert.throws(() => session.withdrawn(hole), /can't be withdrawn/);
    assert.throws(() => session.spent(hole), /can't be spent/);
    assert.throws(() => session.exposed(square, 60), /'1.1' can't be exposed: it is no hole/);
    assert.equal(session.clockSeconds, 60);
  });

  it("keeps its counts whatever happens", () => {
    fc.assert(
      fc.property(layouts, histories, (layout, history) => {
        const session = new Session(TargetTree.from(describeTargets(layout)), planOf(480));
        const { firstLeaf, size } = session.tree;
        fc.pre(size > firstLeaf);
        for (const [which, kind] of history) happen(session, firstLeaf + (which % (size - firstLeaf)), kind);
        assertCounts(session);
      }),
    );
  });

  it("keeps what is known when surveys lay the tree out anew", () => {
    fc.assert(
      fc.property(layouts, histories, fc.infiniteStream(fc.boolean()), (layout, history, held) => {
        const targets = describeTargets(layout);
        const later = new Set<string>();
        const early = targets.filter((target) => {
          const isLater = target.level > 1 && (later.has(target.parentId ?? "") || held.next().value === true);
          if (isLater) later.add(target.id);
          return !isLater;
        });
        const session = new Session(TargetTree.from(early), planOf(480));
        const { firstLeaf, size } = session.tree;
        for (const [which, kind] of size > firstLeaf ? history : []) {
          happen(session, firstLeaf + (which % (size - firstLeaf)), kind);
        }
        const known = () => {
          const { tree } = session;
          const rows = early.map(({ id }) => tree.row(id)!);
          return {
            holes: rows.map((row) => [session.status[row], session.good[row], session.ctfResolutionAngstrom[row]]),
            counts: rows.map((row) => [session.exposedCount[row], session.resultCount[row], session.goodCount[row]]),
            place: tree.ids[session.place],
            cursor: tree.ids[session.cursor],
            clock: session.clockSeconds,
          };
        };
        const before = known();
        session.found(targets.filter(({ id }) => later.has(id)));
        assert.equal(session.tree.size, early.length + 1, "nothing is shown before the survey is complete");
        session.surveyed("1");
        assert.equal(session.tree.size, targets.length + 1);
        assert.deepEqual(known(), before);
        assertCounts(session);
      }),
    );
  });

  it("leaves everything as it was when a survey is faulty", () => {
    const session = smallSession();
    const { tree } = session;
    session.exposed(tree.firstLeaf, 60);
    session.found([{ id: "x", parentId: "nowhere", level: 4, name: "x" }]);
    assert.throws(() => session.surveyed("1"), /names the parent 'nowhere'/);
    assert.equal(session.tree, tree);
    assert.equal(session.exposedCount[0], 1);
  });

  it("tells its listeners after each event has taken effect", () => {
    const session = smallSession();
    const recorder = new SessionRecorder();
    session.listen(recorder);
    const seen: number[] = [];
    const listener: SessionListener = { resulted: (s, hole) => seen.push(s.goodCount[0]!, s.good[hole]!) };
    session.listen(listener);
    const { tree } = session;
    const group = tree.row("1.1.1")!;
    const hole = tree.row("1.1.1.1")!;
    session.moved(group, 420);
    session.exposed(hole, 60);
    session.resulted(hole, good);
    session.failed(hole + 1, 5);
    session.withdrawn(hole + 1);
    session.spent(hole + 2);
    session.waited(7);
    session.found([{ id: "3", level: 1, name: "grid 3" }]);
    session.surveyed("1.1");
    session.end();
    session.end();
    assert.deepEqual(seen, [1, 1]);
    assert.deepEqual(recorder.events, [
      { kind: "moved", atSeconds: 420, target: "1.1.1", durationSeconds: 420 },
      { kind: "exposed", atSeconds: 480, target: "1.1.1.1", durationSeconds: 60 },
      { kind: "resulted", atSeconds: 480, target: "1.1.1.1", good: true, outcome: good },
      { kind: "failed", atSeconds: 485, target: "1.1.1.2", durationSeconds: 5 },
      { kind: "withdrawn", atSeconds: 485, target: "1.1.1.2" },
      { kind: "spent", atSeconds: 485, target: "1.1.1.3" },
      { kind: "waited", atSeconds: 492, durationSeconds: 7 },
      { kind: "surveyed", atSeconds: 492, target: "1.1" },
      { kind: "ended", atSeconds: 492 },
    ]);
  });
});
