import assert from "node:assert/strict";
import fc from "fast-check";
import { ShotBook, type ShotProgress } from "../../../server/collection/model/shot-book.js";

const good = { ctfResolutionAngstrom: 3.4, failed: false };
const bad = { ctfResolutionAngstrom: 9.1, failed: false };

function bookWithShot(book = new ShotBook()): ShotBook {
  book.intend("d-01", "d", "hole");
  return book;
}

function doneShot(book?: ShotBook): ShotBook {
  const done = bookWithShot(book);
  done.advance("d-01", "started");
  done.advance("d-01", "done");
  return done;
}

describe("ShotBook", () => {
  it("lets a shot move forward only, whatever is tried", () => {
    const rank: Readonly<Record<ShotProgress, number>> = {
      intended: 0,
      started: 1,
      dropped: 2,
      done: 2,
      failed: 2,
      unknown: 2,
    };
    const states = fc.constantFrom<ShotProgress>("intended", "started", "done", "failed", "unknown", "dropped");
    fc.assert(
      fc.property(fc.array(states, { maxLength: 8 }), (tries) => {
        const book = bookWithShot();
        for (const to of tries) {
          const before = book.get("d-01")!.progress;
          const allowed = rank[to] === rank[before] + 1 || (before === "intended" && to === "dropped");
          if (allowed && !(before === "started" && to === "dropped")) book.advance("d-01", to);
          else assert.throws(() => book.advance("d-01", to), /expected/);
          const after = book.get("d-01")!.progress;
          assert.ok(rank[after] >= rank[before]);
        }
        assert.equal(book.of("hole"), book.get("d-01")!.progress === "done" ? "d-01" : undefined);
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it("names a shot that no directive lists", () => {
    assert.throws(() => new ShotBook().advance("d-01", "started"), /no directive lists the shot 'd-01'/);
  });

  it("tells the session of a result once the shot is done, whenever the report came", () => {
    const early = bookWithShot();
    assert.equal(early.report("d-01", "a", 0, good), "early");
    assert.equal(early.settle("d-01"), undefined);
    early.advance("d-01", "started");
    early.advance("d-01", "done");
    assert.deepEqual(early.settle("d-01"), { kind: "resulted", target: "hole", outcome: good });
    assert.equal(early.settle("d-01"), undefined);

    const late = doneShot();
    assert.equal(late.settle("d-01"), undefined);
    assert.equal(late.report("d-01", "a", 0, good), "accepted");
    assert.deepEqual(late.settle("d-01"), { kind: "resulted", target: "hole", outcome: good });
  });

  it("goes by a source's highest revision, in whatever order they come, each once", () => {
    const book = doneShot();
    assert.equal(book.report("d-01", "a", 1, bad), "accepted");
    assert.equal(book.report("d-01", "a", 1, good), "duplicate");
    assert.equal(book.report("d-01", "a", 0, good), "superseded");
    assert.deepEqual(book.settle("d-01"), { kind: "resulted", target: "hole", outcome: bad });
    assert.equal(book.report("d-01", "a", 2, good), "accepted");
    assert.deepEqual(book.settle("d-01"), { kind: "corrected", target: "hole", outcome: good, before: bad });
    assert.equal(book.report("d-01", "a", 3, null), "accepted");
    assert.deepEqual(book.settle("d-01"), { kind: "retracted", target: "hole", before: good });
    assert.equal(book.report("d-01", "a", 4, good), "accepted");
    assert.deepEqual(book.settle("d-01"), { kind: "resulted", target: "hole", outcome: good });
  });

  it("is fed by one source: the first that reports, or the one that is named", () => {
    const book = doneShot();
    assert.equal(book.report("d-01", "a", 0, good), "accepted");
    assert.equal(book.report("d-01", "b", 5, bad), "superseded");
    assert.deepEqual(book.settle("d-01"), { kind: "resulted", target: "hole", outcome: good });
    const named = doneShot(new ShotBook("b"));
    assert.equal(named.report("d-01", "a", 0, good), "superseded");
    assert.equal(named.settle("d-01"), undefined);
    assert.equal(named.report("d-01", "b", 0, bad), "accepted");
    assert.deepEqual(named.settle("d-01"), { kind: "resulted", target: "hole", outcome: bad });
  });

  it("keeps what is said of shots that were never exposed, and knows no others", () => {
    const book = bookWithShot();
    book.advance("d-01", "dropped");
    assert.equal(book.report("d-01", "a", 0, good), "notExposed");
    assert.equal(book.settle("d-01"), undefined);
    assert.equal(book.report("d-02", "a", 0, good), "unknownShot");
  });

  it("is the same from its state", () => {
    const book = doneShot();
    book.report("d-01", "a", 1, good);
    book.settle("d-01");
    book.report("d-01", "a", 2, bad);
    const again = ShotBook.restored(JSON.parse(JSON.stringify(book.state)));
    assert.deepEqual(again.state, book.state);
    assert.equal(again.of("hole"), "d-01");
    assert.deepEqual(again.settle("d-01"), { kind: "corrected", target: "hole", outcome: bad, before: good });
  });
});
