import assert from "node:assert/strict";
import { make } from "../../../env/core/environments.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { pooledSource } from "../../../env/world/pool.js";
import { episodeRandom } from "../../../env/world/start.js";

describe("pooledSource", () => {
  it("makes so many worlds, each once, and draws from them by the episode alone", () => {
    const source = openWorld(loadScenario("y1-like"));
    let made = 0;
    const counted = {
      ...source,
      create: (random: KeyedRandom) => {
        made++;
        return source.create(random);
      },
    };
    const pool = pooledSource(counted, 4);
    const random = new KeyedRandom(7);
    const drawn = Array.from({ length: 40 }, (_, episode) => pool.create(episodeRandom(random, episode)));
    assert.equal(made, 4);
    assert.equal(new Set(drawn).size, 4);
    const again = pooledSource(source, 4).create(episodeRandom(random, 11));
    assert.deepEqual(again.ctfResolutionAngstrom, drawn[11]!.ctfResolutionAngstrom);
    const other = pooledSource(source, 4, 1).create(episodeRandom(random, 11));
    assert.notDeepEqual(other.ctfResolutionAngstrom, drawn[11]!.ctfResolutionAngstrom);
  });

  it("is an option of make", () => {
    const env = make("CryoEM/Collection-v0", { scenario: "y1-like", worldPool: 2 });
    const sizes = new Set(
      Array.from({ length: 12 }, (_, seed) => {
        env.reset({ seed });
        return env.session!.tree.size;
      }),
    );
    assert.equal(sizes.size, 2);
    const first = (worldPoolSeed: number) =>
      make("CryoEM/Holes-v0", { scenario: "y1-like", worldPool: 1, worldPoolSeed }).reset({ seed: 1 }).observation
        .holes[0];
    assert.equal(first(5), first(5));
    assert.notEqual(first(5), first(6));
    assert.throws(() => make("CryoEM/Holes-v0", { scenario: "y1-like", worldPool: 0 }), /'worldPool' is 0/);
  });
});
