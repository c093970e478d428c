import assert from "node:assert/strict";
import { Obtainable } from "../../../agent/evaluate/obtainable.js";
import {
  buildPolicy,
  evaluationPolicyNames,
  prepareEvaluationPolicies,
} from "../../../agent/evaluate/policy-by-name.js";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { policies } from "../../../agent/policies/index.js";
import type { Goal } from "../../../env/goal/goal.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import { TargetTree } from "../../../env/tree/target-tree.js";
import { World } from "../../../env/world/world.js";
import type { WorldData } from "../../../env/world/world-data.js";
import { planOf } from "../../support/plans.js";
import { quickPolicy } from "../../support/quick-policy.js";
import { randomEpisode } from "../../support/random-episodes.js";
import { randomWorld } from "../../support/random-worlds.js";
import { smallWorld } from "../../support/small-worlds.js";

/** Whether a hole that was not found could still be. */
function hidesBehindOpen(session: Session, hole: number): boolean {
  for (let node = session.tree.parent[hole]!; node > 0; node = session.tree.parent[node]!) {
    if (session.status[node] !== TargetStatus.Available) return false;
  }
  return true;
}

/** Holes in the order in which a policy exposes them. */
function order(policy: string, world: World, startHole?: number): string[] {
  const ids: string[] = [];
  runEpisode(world, buildPolicy(quickPolicy(policy), world), {
    start: { hole: startHole },
    random: new KeyedRandom(1).stream(0, RandomKind.Policy),
    listeners: [{ exposed: (session, hole) => ids.push(session.tree.ids[hole]!) }],
  });
  return ids;
}

const roomy = () => new World(smallWorld(), planOf(10_000), new KeyedRandom(1));

before(() => prepareEvaluationPolicies(policies.names()));

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

  it("all expose what can be reached if there is time, whatever has to be surveyed and whatever fails on the way", function () {
    this.timeout(60_000);
    for (let k = 0; k < 60; k++) {
      const { world, start, random } = randomEpisode(k, { budgetMinutes: 100_000, costs: false });
      const { tree } = world.data;
      const reachable = new Obtainable(world, world.begin(start)).status(world.begin(start));
      for (const name of evaluationPolicyNames()) {
        const session = runEpisode(world, buildPolicy(quickPolicy(name), world), {
          start,
          random: random.stream(0, RandomKind.Policy),
        });
        for (let hole = tree.firstLeaf; hole < tree.size; hole++) {
          const open =
            session.isAvailable(hole) ||
            (session.status[hole] === TargetStatus.Hidden && hidesBehindOpen(session, hole));
          assert.ok(
            !(reachable[hole] === TargetStatus.Available && open),
            `episode ${k}: ${name} leaves ${tree.ids[hole]}`,
          );
        }
      }
    }
  });

  it("all survey before they expose: the first goals name what was found", () => {
    for (const name of policies.names()) {
      const world = new World(smallWorld(), planOf(10_000), new KeyedRandom(1));
      const goals: Goal[] = [];
      runEpisode(world, buildPolicy(quickPolicy(name), world), {
        start: { concealed: true },
        random: new KeyedRandom(1).stream(0, RandomKind.Policy),
        decided: ({ goal }) => goals.push(goal),
      });
      assert.equal(goals[0]!.kind, "survey", name);
      // Two grids and three squares, each once.
      const surveyed = goals.flatMap((goal) => (goal.kind === "survey" ? [goal.target] : []));
      assert.deepEqual(
        surveyed.sort((x, y) => x - y),
        [1, 2, 3, 4, 5],
        name,
      );
    }
  });

  it("give a sentence and finite numbers for each decision", () => {
    for (const name of policies.names()) {
      const world = new World(smallWorld(), planOf(60), new KeyedRandom(1));
      runEpisode(world, buildPolicy(quickPolicy(name), world), {
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
  it("surveys on entry and finishes what it found, from where it stands, then the next", () => {
    const { tree } = smallWorld();
    const from = (start: string | undefined) => {
      const world = roomy();
      const names: string[] = [];
      runEpisode(world, policies.get("raster").create(), {
        start: { hole: start === undefined ? undefined : tree.row(start)!, concealed: true },
        random: new KeyedRandom(1).stream(0, RandomKind.Policy),
        decided: ({ goal }) => {
          if (goal.kind === "survey") names.push(`survey ${tree.ids[goal.target]}`);
          if (goal.kind === "acquire") names.push(...goal.holes.map((hole) => tree.ids[hole]!));
        },
      });
      return names;
    };
    const first = ["1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.2.1", "1.1.2.2"];
    const last = ["survey 2", "survey 2.1", "2.1.1.1", "2.1.1.2", "2.1.1.3", "2.1.1.4"];
    assert.deepEqual(from(undefined), [
      "survey 1",
      "survey 1.1",
      ...first,
      "survey 1.2",
      "1.2.1.1",
      "1.2.1.2",
      ...last,
    ]);
    assert.deepEqual(from("1.2.1.1"), ["1.2.1.2", "survey 1.1", ...first, ...last]);
  });

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

describe("random", () => {
  it("draws uniformly from holes and nodes to survey alike", () => {
    const counts = new Map<string, number>();
    const draws = 4000;
    for (let seed = 0; seed < draws; seed++) {
      const world = roomy();
      const { tree } = world.data;
      const session = world.begin({ hole: tree.row("1.1.1.1")!, concealed: true });
      const policy = policies.get("random").create();
      policy.reset(session, new KeyedRandom(seed).stream(0, RandomKind.Policy));
      const { goal } = policy.decide(session);
      const id = tree.ids[goal.kind === "survey" ? goal.target : goal.kind === "acquire" ? goal.holes[0]! : 0]!;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    assert.deepEqual([...counts.keys()].sort(), ["1.1.1.2", "1.1.1.3", "1.1.2.1", "1.1.2.2", "1.2", "2"]);
    for (const [id, count] of counts)
      assert.ok(Math.abs(count - draws / 6) < 4 * Math.sqrt(draws / 6), `${id}: ${count}`);
  });
});

describe("greedy", () => {
  it("surveys where no promising hole is nearer, and last of all where holes have no predictions", () => {
    const goalsOf = (data: WorldData) => {
      const world = new World(data, planOf(10_000), new KeyedRandom(1));
      const names: string[] = [];
      runEpisode(world, policies.get("greedy").create(), {
        start: { hole: data.tree.row("1.1.1.1")!, concealed: true },
        random: new KeyedRandom(1).stream(0, RandomKind.Policy),
        decided: ({ goal }) => {
          if (goal.kind === "survey") names.push(`survey ${data.tree.ids[goal.target]}`);
          if (goal.kind === "acquire") names.push(data.tree.ids[goal.holes[0]!]!);
        },
      });
      return names;
    };
    const data = smallWorld();
    // Square 1.1 has promising holes left, and one without a prediction, which comes last.
    assert.deepEqual(goalsOf(data).slice(0, 5), ["1.1.1.2", "1.1.2.1", "1.1.2.2", "survey 1.2", "1.2.1.1"]);
    assert.equal(goalsOf(data).at(-1), "1.1.1.3");
    const blind = data.tree.descriptions().map(({ features, ...target }) => target);
    const withoutPredictions = { ...data, tree: TargetTree.from(blind) };
    assert.deepEqual(goalsOf(withoutPredictions).slice(0, 5), [
      "1.1.1.2",
      "1.1.1.3",
      "1.1.2.1",
      "1.1.2.2",
      "survey 1.2",
    ]);
  });

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
