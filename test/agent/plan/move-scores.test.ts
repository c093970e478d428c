import assert from "node:assert/strict";
import { runEpisode } from "../../../agent/evaluate/run-episode.js";
import { policies } from "../../../agent/policies/index.js";
import { expandGoal } from "../../../env/goal/expand-goal.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { randomEpisode } from "../../support/random-episodes.js";

const STATES = 10_000;

describe("scores of index", () => {
  it("are greatest for the move that it makes, in ten thousand states", function () {
    this.timeout(120_000);
    let states = 0;
    const made = { down: 0, up: 0, wait: 0, stop: 0 };
    for (let k = 0; states < STATES; k++) {
      const { world, start } = randomEpisode(k);
      const policy = policies.get("index").create();
      runEpisode(world, policy, {
        start,
        random: new KeyedRandom(k).stream(0, RandomKind.Policy),
        decided(decision, session) {
          const { stop, up, wait, candidates } = policy.scores!(session);
          const scores = [stop, up, wait, ...candidates];
          const best = scores.indexOf(Math.max(...scores));
          assert.equal(scores.filter((score) => score === scores[best]).length, 1, `episode ${k}`);
          assert.ok(scores.every((score) => !Number.isNaN(score) && score < Number.POSITIVE_INFINITY));
          const move = expandGoal(session, decision.goal)[0];
          const expected =
            move === undefined || move.kind === "stop"
              ? 0
              : move.kind === "up"
                ? 1
                : move.kind === "wait"
                  ? 2
                  : 3 + move.target - session.tree.firstChild[session.cursor]!;
          assert.equal(best, expected, `episode ${k}, state ${states}`);
          made[move?.kind ?? "stop"]++;
          states++;
        },
      });
    }
    for (const [kind, times] of Object.entries(made)) if (kind !== "wait") assert.ok(times > 100, `${kind}: ${times}`);
  });
});

describe("reasons of index", () => {
  it("say what the chance is made of, which adds up to its logit, and what would change the choice", () => {
    let holes = 0;
    for (let k = 0; k < 10; k++) {
      const { world, start } = randomEpisode(k);
      const policy = policies.get("index").create();
      runEpisode(world, policy, {
        start,
        random: new KeyedRandom(k).stream(0, RandomKind.Policy),
        decided({ goal, reason }) {
          if (goal.kind !== "acquire") return;
          const { contributions, numbers, sentence } = reason();
          const sum = contributions!.reduce((total, { value }) => total + value, 0);
          assert.ok(Math.abs(sum - policy.belief!.latentMean[goal.holes[0]!]!) < 1e-9);
          assert.ok(numbers.probabilityGoodLow! <= numbers.probabilityGoodHigh!);
          assert.match(sentence, /It would leave if|Next best is|Nothing else could be chosen/);
          holes++;
        },
      });
    }
    assert.ok(holes > 50);
  });
});
