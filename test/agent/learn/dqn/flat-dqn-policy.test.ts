import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runEpisode } from "../../../../agent/evaluate/run-episode.js";
import { loadBackend } from "../../../../agent/learn/backend/load-backend.js";
import { sha256 } from "../../../../agent/learn/checkpoint/save-checkpoint.js";
import { saveFlatCheckpoint } from "../../../../agent/learn/dqn/flat-checkpoint.js";
import { FlatDqnPolicy } from "../../../../agent/learn/dqn/flat-dqn-policy.js";
import { createPolicy, preparePolicies } from "../../../../agent/policy-spec.js";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import { World } from "../../../../env/world/world.js";
import { withFolder } from "../../../support/folder-while.js";
import { planOf } from "../../../support/plans.js";
import { smallWorld } from "../../../support/small-worlds.js";
import { slopedNetwork } from "./small-flat.js";

const text = {
  purpose: "To test.",
  training: {
    command: "cryogym train",
    config: {},
    seed: 1,
    scenarios: [],
    heldBack: [],
    steps: 0,
    minutes: 0,
    machine: "any",
    backend: "any",
    codeVersion: "0",
  },
  figures: [],
};

/** Saves a network that wants small predictions, and lets `use` work with the folder. */
function withCheckpoint(use: (folder: string) => Promise<void>): Promise<void> {
  return withFolder(async (root) => {
    const folder = join(root, "checkpoint");
    const network = slopedNetwork(2, -1);
    await saveFlatCheckpoint(folder, network, { hidden: [1], visited: "predicted", chosen: "made by hand" }, text);
    network.dispose();
    await use(folder);
  });
}

function play(spec: string, budgetMinutes: number, concealed = false) {
  const world = new World(smallWorld(), planOf(budgetMinutes), new KeyedRandom(1));
  const goals: string[] = [];
  const session = runEpisode(world, createPolicy(spec), {
    start: { concealed },
    random: new KeyedRandom(1).stream(0, RandomKind.Policy),
    decided: ({ goal, reason }) => goals.push(`${JSON.stringify(goal)} ${reason().sentence}`),
  });
  return { session, goals };
}

/** Changes the card in a folder. */
function changeCard(folder: string, change: (card: Record<string, object>) => object): void {
  const file = join(folder, "card.json");
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, "utf8")))));
}

describe("the policy learned by a flat DQN", () => {
  before(() => loadBackend("cpu"));

  it("takes the hole of the greatest value that fits, and nothing when none does", () =>
    withCheckpoint(async (folder) => {
      await preparePolicies([`learned:${folder}`]);
      assert.ok(createPolicy(`learned:${folder}`) instanceof FlatDqnPolicy);
      const { session, goals } = play(`learned:${folder}`, 15);
      const { tree } = session;
      const exposed = goals.slice(0, -1).map((goal) => Number(/"holes":\[(\d+)\]/.exec(goal)?.[1]) - tree.firstLeaf);
      // Predictions (3 4 −) (3 4) | (3 4) || (4 5 − 7): 8 + 2 minutes, too few are left for another square; 2 + 2; then 1 is
      // left, and the last hole that is near needs 2.
      assert.deepEqual(exposed, [0, 3, 1, 4]);
      assert.match(goals.at(-1)!, /"stop".*No hole fits into the time left/);
      assert.match(goals[0]!, /Of 11 holes the network values this one most, at 1\.850\./);
      assert.equal(session.exposedCount[0], exposed.length);
    }));

  it("refuses a session that is not fully surveyed", () =>
    withCheckpoint(async (folder) => {
      await preparePolicies([`learned:${folder}`]);
      assert.throws(() => play(`learned:${folder}`, 60, true), /fully surveyed, and this one is not/);
    }));

  it("is loaded from whole checkpoints of its own features alone", () =>
    withCheckpoint(async (folder) => {
      const broken = (name: string, breakIt: (folder: string) => void, message: RegExp) => {
        const copy = join(folder, "..", name);
        cpSync(folder, copy, { recursive: true });
        breakIt(copy);
        return assert.rejects(preparePolicies([`learned:${copy}`]), message);
      };
      await broken(
        "kind",
        (at) => changeCard(at, (card) => ({ ...card, kind: "tabular" })),
        /kind: 'tabular' is not known/,
      );
      await broken("other", (at) => changeCard(at, (card) => ({ ...card, kind: "hierarchical" })), /card\.json: /);
      await broken(
        "features",
        (at) => changeCard(at, (card) => ({ ...card, features: { schemaVersion: 1, hole: ["moon"] } })),
        /the hole feature 'moon' where 'predicted_ctf' stands/,
      );
      await broken("weights", (at) => writeFileSync(join(at, "weights.bin"), "1234"), /SHA-256 differs/);
      await broken(
        "layers",
        (at) => changeCard(at, (card) => ({ ...card, network: { ...card.network, hidden: [2] } })),
        /not those that its card describes/,
      );
      await broken(
        "numbers",
        (at) => {
          const file = join(at, "weights.bin");
          const weights = readFileSync(file);
          weights.writeFloatLE(Number.NaN, 8);
          writeFileSync(file, weights);
          changeCard(at, (card) => ({
            ...card,
            checksums: { ...card.checksums, "weights.bin": sha256(weights) },
          }));
        },
        /weight 2 is NaN: training has diverged/,
      );
    }));
});
