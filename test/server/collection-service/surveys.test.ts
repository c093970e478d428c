import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import { type Target, TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import { collectionServiceSuite } from "../../support/server-collection-suite.js";
import { position, survey, surveyComplete, surveyedTargets } from "../../support/server-scripted-driver.js";

const { INVALID_ARGUMENT } = status;

describe("CollectionService", () => {
  const suite = collectionServiceSuite();

  describe("surveys", () => {
    const [grid] = surveyedTargets();

    /** What becomes of a survey of the small world with one target changed or added. */
    async function assertRefused(targets: Target[], code: status, ...words: (string | RegExp)[]): Promise<void> {
      const bad = suite.driver();
      await bad.hello();
      bad.say(survey(targets));
      bad.say(position(""));
      bad.say(surveyComplete());
      await suite.assertEnds(bad, code, ...words);
    }

    it("names the field that is not finite", async () => {
      const [first, ...rest] = surveyedTargets();
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const feature = { ...first!, features: { predicted_ctf_resolution_angstrom: value } };
        const said = ["survey.targets[0]", "predicted_ctf_resolution_angstrom", String(value)];
        await assertRefused([feature, ...rest], INVALID_ARGUMENT, ...said);
        for (const [name, field] of [
          ["imageXPixels", "image_x_pixels"],
          ["imageYPixels", "image_y_pixels"],
          ["stageXMicrometers", "stage_x_micrometers"],
          ["stageYMicrometers", "stage_y_micrometers"],
        ] as const) {
          await assertRefused([{ ...first!, [name]: value }, ...rest], INVALID_ARGUMENT, `survey.targets[0].${field}`);
        }
      }
    });

    it("names a parent that is not there", async () => {
      const lost = { ...grid!, id: "9.9", parentId: "9", level: 2 };
      await assertRefused([...surveyedTargets(), lost], INVALID_ARGUMENT, "'9.9'", "parent '9'");
    });

    it("names an id that comes twice", async () => {
      await assertRefused([...surveyedTargets(), grid!], INVALID_ARGUMENT, "target id '1'", "twice");
    });

    it("names a level that is not its parent's plus one", async () => {
      const odd = { ...grid!, id: "1.9", parentId: "1" };
      for (const level of [1, 3]) {
        const targets = [...surveyedTargets(), { ...odd, level }];
        await assertRefused(targets, INVALID_ARGUMENT, "'1.9'", `level ${level}; expected 2`);
      }
      const at = surveyedTargets().length;
      for (const level of [0, 5, 258, 2 ** 32 - 1]) {
        const said = [`survey.targets[${at}].level`, "expected 1 to 4", String(level)];
        await assertRefused([...surveyedTargets(), { ...odd, level }], INVALID_ARGUMENT, ...said);
      }
    });

    it("names a status that is not said or not known", async () => {
      for (const wrong of [TargetStatus.UNSPECIFIED, 17 as TargetStatus]) {
        const [first, ...rest] = surveyedTargets();
        await assertRefused([{ ...first!, status: wrong }, ...rest], INVALID_ARGUMENT, "survey.targets[0].status");
      }
    });

    it("names ids and names that are too short or too long, and lists that are", async () => {
      const [first, ...rest] = surveyedTargets();
      const long = "x".repeat(513);
      await assertRefused([{ ...first!, id: "" }, ...rest], INVALID_ARGUMENT, "survey.targets[0].id");
      await assertRefused([{ ...first!, id: long }, ...rest], INVALID_ARGUMENT, "survey.targets[0].id");
      await assertRefused([{ ...first!, name: long }, ...rest], INVALID_ARGUMENT, "survey.targets[0].name");
      const many = Array.from({ length: 1001 }, (_, i) => ({ ...first!, id: `${i}` }));
      await assertRefused(many, INVALID_ARGUMENT, "survey.targets: expected at most 1000");
    });

    it("names a place that no survey found, or that is a hole which is not spent", async () => {
      for (const place of ["nowhere", "1.1.1.1"]) {
        const bad = suite.driver();
        await bad.hello();
        bad.say(survey());
        bad.say(position(place));
        bad.say(surveyComplete());
        await suite.assertEnds(bad, INVALID_ARGUMENT, "position.target_id");
      }
    });

    it("takes one at any time, and exposes what it found", async () => {
      const late = suite.driver();
      const first = await late.begin();
      const more = [
        { ...grid!, id: "1.9", parentId: "1", level: 2 },
        { ...grid!, id: "1.9.1", parentId: "1.9", level: 3 },
        { ...grid!, id: "1.9.1.1", parentId: "1.9.1", level: 4 },
      ];
      late.say(survey(more));
      late.say({ $case: "surveyed", surveyed: { parentId: "1", final: true } });
      const made = await late.finish(first);
      assert.equal(made.length, 12);
      assert.ok(made.some(({ targetId }) => targetId === "1.9.1.1"));
    });

    it("refuses a later one that knows another target by the same id, or is about what nobody found", async () => {
      const twice = suite.driver();
      await twice.begin();
      twice.say(survey());
      twice.say(surveyComplete());
      await suite.assertEnds(twice, INVALID_ARGUMENT, "twice");
      const lost = suite.driver();
      await lost.begin();
      lost.say({ $case: "surveyed", surveyed: { parentId: "9", final: true } });
      await suite.assertEnds(lost, INVALID_ARGUMENT, "surveyed.parent_id", "'9'");
    });
  });
});
