import assert from "node:assert/strict";
import fc from "fast-check";
import { ResultQueue } from "../../../env/world/result-queue.js";

describe("ResultQueue", () => {
  it("gives results by time, those of the same time by hole", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(50)),
        fc.infiniteStream(fc.nat(5)),
        fc.infiniteStream(fc.boolean()),
        (holes, times, takes) => {
          const queue = new ResultQueue(holes.length);
          const waiting: [number, number][] = [];
          const before = ([a, i]: [number, number], [b, j]: [number, number]) => a - b || i - j;
          const takeNext = () => {
            waiting.sort(before);
            assert.deepEqual([queue.nextSeconds, queue.nextHole], waiting.shift());
            queue.removeNext();
          };
          for (const hole of holes) {
            const seconds = times.next().value;
            queue.add(hole, seconds);
            waiting.push([seconds, hole]);
            assert.equal(queue.size, waiting.length);
            if (takes.next().value) takeNext();
          }
          while (waiting.length > 0) takeNext();
          assert.deepEqual([queue.size, queue.nextSeconds], [0, Number.POSITIVE_INFINITY]);
        },
      ),
    );
  });

  it("forgets all, and refuses more than it was made for", () => {
    const queue = new ResultQueue(1);
    queue.add(3, 5);
    assert.throws(() => queue.add(4, 6), /RangeError: more than 1 results are pending/);
    queue.clear();
    assert.equal(queue.size, 0);
    queue.add(4, 6);
    assert.equal(queue.nextHole, 4);
  });
});
