import assert from "node:assert/strict";
import { join } from "node:path";
import { loadTrainingConfig, openTrainingScenarios } from "../../../../agent/learn/train/training-config.js";
import { UserError } from "../../../../env/errors.js";
import { packageRoot } from "../../../../env/package-root.js";
import { withTemporaryFile } from "../../../support/temporary-file.js";

/** A file that is in order; tests add lines. */
const fine = `name: a
purpose: a test
scenarios:
  - { name: y1-like }
`;

/** What is said of a file, its place shortened to `line:column`. */
function problem(text: string): string {
  return withTemporaryFile("train.yaml", text, (file) => {
    try {
      loadTrainingConfig(file);
    } catch (error) {
      assert.ok(error instanceof UserError, `${error}`);
      return error.message.replaceAll(`${file}:`, "");
    }
    return "nothing";
  });
}

describe("a training file", () => {
  it("has a default for all but its name, its purpose and its scenarios", () => {
    withTemporaryFile("train.yaml", fine, (file) => {
      const config = loadTrainingConfig(file);
      assert.equal(config.scenarios[0]!.weight, 1);
      assert.equal(config.ppo.clip, 0.2);
      assert.equal(config.network.index_prior, true);
      assert.equal(config.imitation, undefined);
    });
  });

  for (const name of ["default", "quick"]) {
    it(`of those that come with cryogym is in order (${name})`, () => {
      const config = loadTrainingConfig(join(packageRoot, "training", `${name}.yaml`));
      const opened = openTrainingScenarios(config);
      assert.equal(opened.length, config.scenarios.length);
    });
  }

  it("that is not there is asked for", () => {
    assert.throws(
      () => loadTrainingConfig("none.yaml"),
      new UserError("no training file 'none.yaml'; expected a YAML file, such as training/default.yaml"),
    );
  });

  it("is told where a scenario is unknown, and which one is near", () => {
    assert.match(
      problem(fine.replace("y1-like", "y1-lik")),
      /^4:13: scenarios\.0\.name: unknown scenario 'y1-lik'\. Did you mean 'y1-like'\? Known: .*; or a path/,
    );
    assert.match(
      problem(`${fine}held_back:\n  - 21mar02\n`),
      /^6:5: held_back\.0: unknown scenario '21mar02'\. Did you mean/,
    );
  });

  it("is told where a scenario is trained on that is held back", () => {
    assert.equal(
      problem(`${fine}held_back: [two-samples, y1-like]\n`),
      "4:13: scenarios.0.name: 'y1-like' is held back, so it can't be trained on",
    );
  });

  it("is told where a bonus is unknown", () => {
    assert.equal(
      problem(`${fine}ppo:\n  bonuses: { count: 1 }\n`),
      "6:21: ppo.bonuses.count: unknown bonus. Did you mean 'counts'? Known: counts, information_gain, rnd.",
    );
  });

  it("is told where a teacher is unknown", () => {
    assert.match(
      problem(`${fine}imitation: { teacher: rolout }\n`),
      /^5:23: imitation\.teacher: unknown policy 'rolout'\. Did you mean 'rollout'\?/,
    );
  });

  it("is told where a value has the wrong type, is out of range, or a key is unknown", () => {
    assert.match(problem(`${fine}workers: two\n`), /^5:10: workers: .*number/);
    assert.match(problem(`${fine}ppo:\n  clip: 0\n`), /^6:9: ppo\.clip: /);
    assert.match(problem(`${fine}ppo:\n  learnin_rate: 1\n`), /^6:3: .*learnin_rate.*learning_rate/);
    assert.match(
      problem(`${fine}budget_factors: [1, 0.5]\n`),
      /^5:17: budget_factors: the first factor must not exceed/,
    );
    assert.match(problem("name: a\npurpose: a test\n"), /scenarios/);
    assert.match(problem(fine.replace("name: a", "name: a/b")), /^1:7: name: expected letters, digits/);
  });

  it("is told of all that is wrong at once, in the order of the lines", () => {
    const lines = problem(`${fine}workers: 0\nppo:\n  clip: x\n`).split("\n");
    assert.equal(lines.length, 2);
    assert.match(lines[0]!, /^5:10: /);
    assert.match(lines[1]!, /^7:9: /);
  });
});

describe("scenarios to train on", () => {
  it("are never those that replay a recorded session", () => {
    assert.throws(() => openTrainingScenarios({ scenarios: [{ name: "21mar02c", weight: 1 }] }), {
      name: "UserError",
      message: /^scenario '21mar02c' has a world of kind '.*': policies are trained on generated worlds alone/,
    });
  });
});
