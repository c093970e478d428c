import assert from "node:assert/strict";
import fc from "fast-check";
import { ShotState } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ReceiptStatus } from "../../proto/gen/cryogym/v1alpha1/results_service.js";
import { ShotBook, type ShotProgress, shotProgress } from "../../server/collection/shot-book.js";

const good = { ctfResolutionAngstrom: 3.4, failed: false };
const bad = { ctfResolutionAngstrom: 9.1, failed: false };

function bookWithShot(): ShotBook {
  const book = new ShotBook();
  book.intend("d-01", "d", "hole");
  return book;
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

  it("takes a report of one source and revision once; the first one counts", () => {
    const book = bookWithShot();
    assert.equal(book.report("d-01", "a", 0, good), ReceiptStatus.ACCEPTED);
    assert.equal(book.report("d-01", "a", 0, bad), ReceiptStatus.DUPLICATE);
    assert.equal(book.report("d-01", "a", 1, bad), ReceiptStatus.ACCEPTED);
    assert.equal(book.report("d-01", "b", 0, bad), ReceiptStatus.ACCEPTED);
    assert.equal(book.report("d-02", "a", 0, bad), ReceiptStatus.UNKNOWN_SHOT);
    assert.deepEqual(book.get("d-01")!.outcome, good);
  });

  it("tells sources with numbers in their names apart", () => {
    const book = bookWithShot();
    assert.equal(book.report("d-01", "1/a", 1, good), ReceiptStatus.ACCEPTED);
    assert.equal(book.report("d-01", "a", 1, good), ReceiptStatus.ACCEPTED);
    assert.equal(book.report("d-01", "1/1/a", 1, good), ReceiptStatus.ACCEPTED);
  });
});

describe("shotProgress", () => {
  it("knows all states but the one that is not said", () => {
    const { UNSPECIFIED, STARTED, DONE, FAILED, UNKNOWN, DROPPED, UNRECOGNIZED } = ShotState;
    assert.deepEqual([STARTED, DONE, FAILED, UNKNOWN, DROPPED].map(shotProgress), [
      "started",
      "done",
      "failed",
      "unknown",
      "dropped",
    ]);
    assert.deepEqual([UNSPECIFIED, UNRECOGNIZED, 99 as ShotState].map(shotProgress), [undefined, undefined, undefined]);
  });
});
