import { status } from "@grpc/grpc-js";
import { type Target, TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import { collectionServiceSuite } from "../../support/server-collection-suite.js";
import { position, survey, surveyComplete, surveyedTargets } from "../../support/server-scripted-driver.js";

const { FAILED_PRECONDITION, INVALID_ARGUMENT } = status;

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
        for (const name of ["imageXPixels", "imageYPixels", "stageXMicrometers", "stageYMicrometers"] as const) {
          await assertRefused([{ ...first!, [name]: value }, ...rest], INVALID_ARGUMENT, "survey.targets[0]", name);
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
      for (const level of [0, 1, 3, 258, 2 ** 32 - 1]) {
        const odd = { ...grid!, id: "1.9", parentId: "1", level };
        await assertRefused([...surveyedTargets(), odd], INVALID_ARGUMENT, "'1.9'", `level ${level}; expected 2`);
      }
      const deep = { ...grid!, id: "deep", parentId: "1.1.1.1", level: 5 };
      await assertRefused([...surveyedTargets(), deep], INVALID_ARGUMENT, "'deep'", "level");
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
      await assertRefused(many, INVALID_ARGUMENT, "survey.targets has 1001 entries");
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

    it("refuses one after the survey is complete", async () => {
      for (const message of [survey(), surveyComplete()]) {
        const late = suite.driver();
        await late.begin();
        late.say(message);
        await suite.assertEnds(late, FAILED_PRECONDITION, "after the survey was complete");
      }
    });
  });
});
