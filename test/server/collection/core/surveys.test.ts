import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { Target } from "../../../../proto/gen/cryogym/v1alpha1/target.js";
import { checkSurvey } from "../../../../server/collection/core/check-survey.js";
import { ProtocolError } from "../../../../server/collection/protocol-error.js";
import { CoreBench } from "../../../support/core-bench.js";
import { position, survey, surveyComplete, surveyedTargets } from "../../../support/server-scripted-driver.js";

const all = surveyedTargets();
const [grid] = all;
const half = all.length >> 1;

/** The fields that a survey is refused for, and that nothing of it was kept. */
function refusedFor(bench: CoreBench, targets: Target[]): readonly string[] {
  const before = bench.core.save();
  let fields: readonly string[] = [];
  assert.throws(
    () => bench.say(survey(targets)),
    (error) => {
      assert.ok(error instanceof ProtocolError);
      fields = error.violations.map(({ field }) => field);
      return error.message.includes("does not make a tree");
    },
  );
  assert.ok(isDeepStrictEqual(bench.core.save(), before), "something is left");
  return fields;
}

/** A target on its own. */
function target(id: string, parentId: string, level: number): Target {
  return { ...grid!, id, parentId, level };
}

describe("a survey that makes no tree", () => {
  it("is refused where it is wrong, each mistake told, and leaves nothing", () => {
    const bench = new CoreBench();
    bench.hello();
    const mistakes = [
      ...all,
      target("9.9", "9", 2),
      target("1", "", 1),
      target("self", "self", 2),
      target("1.8", "1", 3),
      target("a", "b", 2),
      target("b", "a", 3),
    ];
    const places = ["parent_id", "id", "parent_id", "level", "parent_id"];
    assert.deepEqual(
      refusedFor(bench, mistakes),
      places.map((field, i) => `survey.targets[${all.length + i}].${field}`),
    );
    assert.equal(refusedFor(bench, Array(30).fill(target("c", "d", 2))).length, 20);
  });

  it("is refused part by part, and the session goes on with what the driver says instead", () => {
    const bench = new CoreBench();
    bench.hello();
    bench.say(survey(all.slice(0, half)));
    assert.deepEqual(refusedFor(bench, [all[0]!]), ["survey.targets[0].id"]);
    assert.deepEqual(refusedFor(bench, [target("9.9.9", "9.9", 3)]), ["survey.targets[0].parent_id"]);
    bench.say(survey(all.slice(half)));
    bench.say(position(""));
    bench.say(surveyComplete());
    assert.equal(bench.core.state.name, "deciding");
    assert.equal(bench.core.model.session.tree.size - 1, all.length);
    bench.assertRepeats();
  });

  it("is refused later too, against all that is known, also by a session that was restored", () => {
    const bench = new CoreBench().begin();
    bench.say(survey([target("1.9", "1", 2)]));
    assert.deepEqual(refusedFor(bench, [target("1.9", "1", 2)]), ["survey.targets[0].id"]);
    assert.deepEqual(refusedFor(bench, [target("1.9.1", "1.9", 4)]), ["survey.targets[0].level"]);
    const restored = new CoreBench().core;
    restored.restore(JSON.parse(JSON.stringify(bench.core.save())));
    for (const { model } of [bench.core, restored]) {
      assert.deepEqual(
        ["", "1", "1.9", "9"].map((id) => model.levelOf(id)),
        [0, 1, 2, undefined],
      );
      assert.throws(() => checkSurvey(model, [target("1.9", "1", 2)]), /comes twice/);
    }
  });
});
