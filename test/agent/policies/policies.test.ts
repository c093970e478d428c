import assert from "node:assert/strict";
import { buildPolicy, evaluationPolicyNames } from "../../../agent/evaluate/policy-by-name.js";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { policies } from "../../../agent/policies/index.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { World } from "../../../env/world/world.js";
import { planOf } from "../../support/plans.js";
import { randomWorld } from "../../support/random-worlds.js";
import { smallWorld } from "../../support/small-worlds.js";

/** Holes in the order in which a policy exposes them. */
function order(policy: string, world: World, startHole?: number): string[] {
  const ids: string[] = [];
  runEpisode(world, buildPolicy(policy, world), {
    start: { hole: startHole },
    random: new KeyedRandom(1).stream(0, RandomKind.Policy),
    listeners: [{ exposed: (session, hole) => ids.push(session.tree.ids[hole]!) }],
  });
  return ids;
}

const roomy = () => new World(smallWorld(), planOf(10_000), new KeyedRandom(1));

describe("policies", () => {
  it("all expose every hole once if there is time for all", () => {
    for (let k = 0; k < 20; k++) {
      const data = randomWorld(new KeyedRandom(k).stream(0, RandomKind.World));
      const world = new World(data, planOf(10_000), new KeyedRandom(k));
      for (const name of evaluationPolicyNames()) {
        const ids = order(name, world);
        assert.equal(new Set(ids).size, ids.length, name);
        assert.equal(ids.length, data.tree.size - data.tree.firstLeaf, name);
      }
    }
  });

  it("give a sentence and finite numbers for each decision", () => {
    for (const name of policies.names()) {
      const world = new World(smallWorld(), planOf(60), new KeyedRandom(1));
      runEpisode(world, policies.get(name).create(), {
        random: new KeyedRandom(1).stream(0, RandomKind.Policy),
        decided: (decision) => {
          const { sentence, numbers } = decision.reason();
          assert.match(sentence, /^[A-Z].*\.$/, name);
          assert.ok(!sentence.includes("NaN"), `${name}: ${sentence}`);
          for (const value of Object.values(numbers)) assert.ok(!Number.isNaN(value), name);
        },
      });
    }
  });

  it("are named without the privileged ones in the registry that serves", () => {
    assert.ok(!policies.has("clairvoyant") && !policies.has("greedy-truth"));
    assert.throws(() => policies.get("clairvoyant"), /unknown policy 'clairvoyant'/);
  });
});

describe("raster", () => {
  it("finishes the group, the square and the grid it stands in, then goes on in the order of finding", () => {
    const world = roomy();
    assert.deepEqual(order("raster", world, world.data.tree.row("1.2.1.1")!), [
      "1.2.1.2",
      "1.1.1.1",
      "1.1.1.2",
      "1.1.1.3",
      "1.1.2.1",
      "1.1.2.2",
      "2.1.1.1",
      "2.1.1.2",
      "2.1.1.3",
      "2.1.1.4",
    ]);
  });
});

describe("random-group", () => {
  it("leaves no group before it is finished", () => {
    for (let k = 0; k < 20; k++) {
      const data = randomWorld(new KeyedRandom(k).stream(0, RandomKind.World));
      const ids = order("random-group", new World(data, planOf(10_000), new KeyedRandom(k)));
      const groups = ids.map((id) => data.tree.parent[data.tree.row(id)!]!);
      const changes = groups.filter((group, i) => group !== groups[i - 1]).length;
      assert.equal(changes, new Set(groups).size);
    }
  });
});

describe("greedy", () => {
  it("takes the cheapest hole predicted at ≤ 6 Å, ties by the better prediction; then the best prediction", () => {
    const world = roomy();
    // Predictions: 3 + number in the group (from 0) + number of the grid (from 0); every third is missing.
    assert.deepEqual(order("greedy", world, world.data.tree.row("2.1.1.1")!), [
      "2.1.1.2",
      "1.1.1.1",
      "1.1.1.2",
      "1.1.2.1",
      "1.1.2.2",
      "1.2.1.1",
      "1.2.1.2",
      "2.1.1.4",
      "2.1.1.3",
      "1.1.1.3",
    ]);
  });
});
