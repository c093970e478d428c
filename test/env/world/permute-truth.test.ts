import assert from "node:assert/strict";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { permutedSource, permuteTruth } from "../../../env/world/permute-truth.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { smallWorld, sourceOf } from "../../support/small-worlds.js";

describe("permuteTruth", () => {
  it("puts the truth of holes into another order, save for those kept", () => {
    const data = smallWorld();
    const { firstLeaf } = data.tree;
    const kept = firstLeaf + 2;
    const other = permuteTruth(data, (hole) => hole === kept, new RandomStream(1));
    const sorted = (truth: Float64Array) => [...truth.subarray(firstLeaf)].sort();
    assert.deepEqual(sorted(other.ctfResolutionAngstrom), sorted(data.ctfResolutionAngstrom));
    assert.notDeepEqual(other.ctfResolutionAngstrom, data.ctfResolutionAngstrom);
    assert.equal(other.ctfResolutionAngstrom[kept], data.ctfResolutionAngstrom[kept]);
    assert.equal(other.tree, data.tree);
  });

  it("moves all that a hole would show together", () => {
    const data = smallWorld();
    const numbered = Float32Array.from(data.ctfResolutionAngstrom, (_, row) => row);
    const other = permuteTruth(
      {
        ...data,
        ctfResolutionAngstrom: Float64Array.from(numbered),
        iceThicknessNanometers: numbered,
        particleCount: numbered.map((row) => row + 1000),
        completedTilts: Uint8Array.from(numbered),
      },
      () => false,
      new RandomStream(1),
    );
    const rows = [...other.ctfResolutionAngstrom];
    assert.notDeepEqual(rows, [...numbered]);
    assert.deepEqual([...other.iceThicknessNanometers!], rows);
    assert.deepEqual(
      [...other.particleCount!],
      rows.map((row) => row + 1000),
    );
    assert.deepEqual([...other.completedTilts!], rows);
  });

  it("keeps what a session has measured, and is the same for every episode", () => {
    const data = smallWorld();
    const world = new World(data, planOf(480), new KeyedRandom(1));
    const hole = data.tree.row("1.1.1.2")!;
    const session = world.begin({ hole: data.tree.row("1.1.1.1")! });
    world.perform({ kind: "down", target: hole }, session);
    for (let seed = 0; seed < 20; seed++) {
      const source = permutedSource(sourceOf(data), session, new RandomStream(seed));
      const one = source.create(new KeyedRandom(1));
      assert.equal(one.ctfResolutionAngstrom[hole], data.ctfResolutionAngstrom[hole]);
      assert.deepEqual(source.create(new KeyedRandom(1)), one);
    }
  });
});
