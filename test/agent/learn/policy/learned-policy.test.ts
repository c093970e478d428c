import assert from "node:assert/strict";
import { join } from "node:path";
import { buildPolicy, prepareEvaluationPolicies } from "../../../../agent/evaluate/policy-by-name.js";
import { runEpisode } from "../../../../agent/evaluate/run-episode.js";
import { chooseBackend } from "../../../../agent/learn/backend/choose-backend.js";
import { loadCheckpoint } from "../../../../agent/learn/checkpoint/load-checkpoint.js";
import { LearnedPolicy } from "../../../../agent/learn/policy/learned-policy.js";
import { policies } from "../../../../agent/policies/index.js";
import type { Policy } from "../../../../agent/policy.js";
import { UserError } from "../../../../env/errors.js";
import { KeyedRandom, RandomKind } from "../../../../env/random/keyed-random.js";
import { saveSmall, shake, smallNetwork } from "../../../support/checkpoints.js";
import { withFolder } from "../../../support/folder-while.js";
import { randomEpisode } from "../../../support/random-episodes.js";

/** Every decision of episode k with its reason. */
function decisions(policy: Policy, k: number) {
  const { world, start } = randomEpisode(k);
  const told: { readonly goal: object; readonly reason: ReturnType<ReturnType<Policy["decide"]>["reason"]> }[] = [];
  runEpisode(world, policy, {
    start,
    random: new KeyedRandom(k).stream(0, RandomKind.Policy),
    decided: ({ goal, reason }) => told.push({ goal, reason: reason() }),
  });
  return told;
}

describe("a policy that was learned", () => {
  before(async () => {
    await chooseBackend("cpu");
  });

  it("decides as index does before it has learned anything, in sessions of all kinds, and says so", async () => {
    await withFolder(async (folder) => {
      const made = smallNetwork();
      await saveSmall(folder, made);
      made.network.dispose();
      const checkpoint = await loadCheckpoint(folder);
      const policy = new LearnedPolicy(checkpoint);
      let count = 0;
      for (let k = 0; k < 120; k++) {
        const expected = decisions(policies.get("index").create(), k);
        const actual = decisions(policy, k);
        assert.deepEqual(
          actual.map(({ goal }) => goal),
          expected.map(({ goal }) => goal),
          `episode ${k}`,
        );
        for (const [i, { reason }] of actual.entries()) {
          assert.ok(reason.sentence.startsWith(expected[i]!.reason.sentence), reason.sentence);
          assert.match(reason.sentence, / The network agrees, at \d+ %\.$/);
        }
        count += actual.length;
      }
      assert.ok(count > 1000, `${count}`);
      checkpoint.network.dispose();
    });
  });

  it("has a sentence and finite numbers for whatever it decides", () => {
    const made = smallNetwork();
    shake(made.network);
    made.normaliser.isFrozen = true;
    const before = JSON.stringify(made.normaliser.toJSON());
    const policy = new LearnedPolicy(made);
    let differs = 0;
    for (let k = 0; k < 60; k++) {
      for (const { reason } of decisions(policy, k)) {
        const { numbers, sentence, candidates } = reason;
        assert.match(sentence, /^[A-Z].*\.$/);
        assert.doesNotMatch(sentence, /NaN|undefined|Infinity/);
        for (const [name, value] of Object.entries(numbers)) assert.ok(Number.isFinite(value), `${name}: ${value}`);
        const { probabilityOfChoice } = numbers;
        assert.ok(probabilityOfChoice! > 0 && probabilityOfChoice! <= 1, `${probabilityOfChoice}`);
        assert.equal(candidates!.score, "probability");
        const scores = candidates!.scored.map(({ score }) => score);
        assert.ok(scores.length <= 5 && scores.every((score) => score > 0 && score <= 1));
        assert.deepEqual(
          scores,
          [...scores].sort((a, b) => b - a),
        );
        if (/learned otherwise|the network decides/.test(sentence)) differs++;
      }
    }
    assert.ok(differs > 20, `${differs}`);
    // Deciding is no learning.
    assert.equal(JSON.stringify(made.normaliser.toJSON()), before);
    made.network.dispose();
  });

  it("is built by its folder once it is prepared, and says what is missing before", async () => {
    await withFolder(async (folder) => {
      const made = smallNetwork();
      await saveSmall(folder, made);
      made.network.dispose();
      const { world } = randomEpisode(1);
      const spec = `learned:${folder}`;
      assert.throws(() => buildPolicy(spec, world), /the policy 'learned' has to be prepared before it is created/);
      await prepareEvaluationPolicies(["index", spec]);
      assert.ok(buildPolicy(spec, world) instanceof LearnedPolicy);
      // Each has a session of its own.
      assert.notEqual(buildPolicy(spec, world), buildPolicy(spec, world));
      const all = decisions(buildPolicy(spec, world), 1);
      assert.ok(all.length > 0);
      const nowhere = join(folder, "nowhere");
      await assert.rejects(prepareEvaluationPolicies([`learned:${nowhere}`]), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /nowhere is no checkpoint: card\.json can't be read; expected a folder/);
        return true;
      });
      await assert.rejects(prepareEvaluationPolicies(["learned:"]), /expected a folder after 'learned:'/);
    });
  });
});
