import assert from "node:assert/strict";
import { TargetTree } from "../../env/tree/target-tree.js";
import { Target, TargetStatus } from "../../proto/gen/cryogym/v1alpha1/target.js";
import { ProtocolError } from "../../server/collection/protocol-error.js";
import { takeSurvey } from "../../server/collection/survey-intake.js";
import { surveyedTargets } from "../support/server-scripted-driver.js";
import { describeTargets, smallLayout } from "../support/small-worlds.js";

const target = (fields: Partial<Target>) =>
  Target.fromPartial({ id: "1", level: 1, name: "grid", status: TargetStatus.AVAILABLE, ...fields });

describe("takeSurvey", () => {
  it("makes of messages the targets that they were made of", () => {
    const sent = surveyedTargets().map((one) => Target.decode(Target.encode(one).finish()));
    const { targets, spent } = takeSurvey(sent);
    assert.deepEqual(spent, []);
    const expected = describeTargets(smallLayout).map((one) => ({ ...one, features: one.features ?? {} }));
    assert.deepEqual(targets, expected);
    assert.equal(TargetTree.from(targets).size, TargetTree.from(expected).size);
  });

  it("lists what may not be exposed", () => {
    const { targets, spent } = takeSurvey([target({}), target({ id: "2", status: TargetStatus.SPENT })]);
    assert.equal(targets.length, 2);
    assert.deepEqual(spent, ["2"]);
  });

  it("leaves out what is unknown and keeps zeros", () => {
    const { targets } = takeSurvey([target({ imageXPixels: 0, stageYMicrometers: -3.5 })]);
    assert.deepEqual(targets, [
      { id: "1", level: 1, name: "grid", imageXPixels: 0, stageYMicrometers: -3.5, features: {} },
    ]);
  });

  it("names the entry and the field of what can't be", () => {
    const wrong: [Partial<Target>, string][] = [
      [{ id: "" }, "survey.targets[1].id"],
      [{ id: "x".repeat(513) }, "survey.targets[1].id"],
      [{ name: "x".repeat(513) }, "survey.targets[1].name"],
      [{ status: TargetStatus.UNSPECIFIED }, "survey.targets[1].status"],
      [{ stageXMicrometers: Number.NaN }, "survey.targets[1]: stageXMicrometers is NaN"],
      [{ features: { thickness_nm: Number.NEGATIVE_INFINITY } }, "survey.targets[1]: thickness_nm is -Infinity"],
    ];
    for (const [fields, words] of wrong) {
      assert.throws(
        () => takeSurvey([target({}), target({ id: "2", ...fields })]),
        (error: unknown) => {
          assert.ok(error instanceof ProtocolError);
          assert.ok(error.message.includes(words), error.message);
          return true;
        },
      );
    }
  });
});
