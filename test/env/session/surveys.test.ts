import assert from "node:assert/strict";
import fc from "fast-check";
import { Session } from "../../../env/session/session.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import { RevealedTree } from "../../../env/tree/revealed-tree.js";
import { planOf } from "../../support/plans.js";
import { layouts, smallLayout, smallWorld } from "../../support/small-worlds.js";

const concealed = (layout = smallLayout) => new Session(new RevealedTree(smallWorld(layout).tree), planOf(480));

/** Compares counts with ones made from the states of rows, going down from the root. */
function assertCounts(session: Session): void {
  const { tree, explored, status } = session;
  const walk = (row: number): { available: number; open: boolean } => {
    if (tree.isLeaf(row)) {
      const available = status[row] === TargetStatus.Available;
      return { available: available ? 1 : 0, open: available };
    }
    const first = tree.firstChild[row]!;
    const children = Array.from({ length: tree.childCount[row]! }, (_, i) => walk(first + i));
    const available = children.reduce((sum, child) => sum + child.available, 0);
    const open = children.filter((child) => child.open).length;
    assert.equal(session.availableCount[row], available, `available below '${tree.ids[row]}'`);
    if (status[row] === TargetStatus.Available) {
      assert.equal(session.openCount[row], open, `open below '${tree.ids[row]}'`);
    }
    const isOpen = status[row] === TargetStatus.Available && (explored[row] === 0 || open > 0);
    assert.equal(session.isOpen(row), isOpen, `'${tree.ids[row]}' open`);
    return { available, open: isOpen };
  };
  walk(0);
}

describe("Session: surveys on entry", () => {
  it("begins with nothing, then shows what entering shows", () => {
    const session = concealed();
    const { tree } = session;
    const whole = smallWorld().tree;
    const row = (id: string) => whole.row(id)!;
    assert.equal(session.availableCount[0], 0);
    session.revealed(0);
    assert.deepEqual([tree.childCount[0], session.openCount[0], session.availableCount[0]], [2, 2, 0]);
    session.revealed(row("1"));
    assert.deepEqual([tree.childCount[row("1")], session.explored[row("1.1")]], [2, 0]);
    assert.equal(session.isOpen(row("1.1")), true);
    session.revealed(row("1.1"));
    assert.deepEqual([tree.childCount[row("1.1")], tree.childCount[row("1.1.1")]], [2, 3]);
    assert.deepEqual([session.availableCount[row("1.1")], session.availableCount[0]], [5, 5]);
    assert.equal(session.status[row("1.1.1.1")], TargetStatus.Available);
    assert.equal(session.status[row("1.2.1.1")], TargetStatus.Hidden);
    assertCounts(session);
  });

  it("closes a square in which nothing is found, and the grid above it", () => {
    const layout = [[[]], [[2]]];
    const session = concealed(layout);
    const whole = smallWorld(layout).tree;
    const row = (id: string) => whole.row(id)!;
    session.revealed(0);
    session.revealed(row("1"));
    assert.equal(session.isOpen(row("1")), true);
    session.revealed(row("1.1"));
    assert.deepEqual([session.isOpen(row("1.1")), session.isOpen(row("1")), session.isOpen(0)], [false, false, true]);
    assertCounts(session);
  });

  it("tells listeners once, after it has taken effect", () => {
    const session = concealed();
    const heard: [number, number][] = [];
    session.listen({ surveyed: (s, node) => heard.push([node, s.tree.childCount[node]!]) });
    session.revealed(0);
    session.revealed(0);
    assert.deepEqual(heard, [[0, 2]]);
  });

  it("can't reveal where nothing is hidden", () => {
    const session = new Session(smallWorld().tree, planOf(480));
    assert.throws(() => session.revealed(0), /RangeError: only a tree that hides something/);
  });

  it("gives up a node with all in it, and what is above if nothing else is left", () => {
    const session = new Session(smallWorld().tree, planOf(480));
    const { tree } = session;
    const row = (id: string) => tree.row(id)!;
    const heard: number[] = [];
    session.listen({ withdrawn: (_, node) => heard.push(node) });
    session.givenUp(row("1.1"));
    assert.deepEqual(heard, [row("1.1")]);
    assert.equal(session.status[row("1.1.1.1")], TargetStatus.Withdrawn);
    assert.equal(session.availableCount[row("1.1")], 0);
    session.givenUp(row("1.1"));
    assert.equal(heard.length, 1);
    assertCounts(session);
    session.givenUp(row("1.2"));
    assert.equal(session.isOpen(row("1")), false);
    assertCounts(session);
  });

  it("keeps its counts whatever happens in whatever order", () => {
    fc.assert(
      fc.property(
        layouts,
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(), fc.nat(4)), { maxLength: 60 }),
        (layout, hides, events) => {
          const { tree: whole } = smallWorld(layout);
          const session = new Session(hides ? new RevealedTree(whole) : whole, planOf(480));
          if (hides) session.revealed(0);
          const { tree } = session;
          for (const [which, kind] of events) {
            const row = which % tree.size;
            const found = row === 0 || tree.childCount[tree.parent[row]!] !== 0;
            if (!found || session.status[row] !== TargetStatus.Available) continue;
            if (!tree.isLeaf(row)) {
              if (kind === 0 && row > 0) session.givenUp(row);
              else if (hides && session.explored[row] === 0) session.revealed(row);
            } else if (kind === 0) session.spent(row);
            else if (kind === 1) session.withdrawn(row);
            else {
              session.exposed(row, 60);
              if (kind > 2) session.resulted(row, { ctfResolutionAngstrom: kind === 3 ? 3 : 9, failed: false });
            }
            assertCounts(session);
          }
        },
      ),
    );
  });

  it("begins anew in the same arrays", () => {
    const large = smallWorld();
    const small = smallWorld([[[2]]]);
    const session = new Session(large.tree, planOf(480));
    session.exposed(large.tree.firstLeaf, 60);
    const { status } = session;
    session.restart(small.tree, planOf(1));
    assert.equal(session.status, status);
    assert.deepEqual([session.clockSeconds, session.exposedCount[0], session.availableCount[0]], [0, 0, 2]);
    assert.equal(session.remainingSeconds, 60);
    assertCounts(session);
  });
});
