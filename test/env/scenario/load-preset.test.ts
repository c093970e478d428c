import assert from "node:assert/strict";
import { join } from "node:path";
import { loadPreset } from "../../../env/scenario/load-preset.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { presetNames, scenarioNames } from "../../../env/scenario/scenario-files.js";
import { withTemporaryFolder } from "../../support/temporary-folder.js";

const PRESET = `name: fast
description: A fast microscope.
variables: { one_minute: 60 s }
latency: { kind: levels, grid: 2 * one_minute, square: 4 min, group: 1 min, hole: 5 s }
`;

const preset = (text: string) =>
  withTemporaryFolder({ "fast.yaml": text }, (folder) => loadPreset(join(folder, "fast.yaml")));

describe("loadPreset", () => {
  it("reads a part of a scenario", () => {
    const { name, description, gives } = preset(PRESET);
    assert.deepEqual(
      { name, description, gives },
      { name: "fast", description: "A fast microscope.", gives: ["latency"] },
    );
  });

  it("checks the part and asks for a name and a description", () => {
    const wrong = PRESET.replace("description: A fast microscope.\n", "").replace("2 * one_minute", "2 um");
    assert.throws(
      () => preset(wrong),
      /fast\.yaml:1:1: 'description' is missing: .*\n.*fast\.yaml:3:32: latency\.grid: '2 um': it is a length/,
    );
    assert.throws(
      () => preset("name: a\ndescription: b\nbugdet: 1 h\n"),
      /unknown key 'bugdet'.*Did you mean 'budget'\?/,
    );
  });

  it("is no scenario, but part of one", () => {
    withTemporaryFolder({ "fast.yaml": "name: fast\nbudget: 1 h\n" }, (folder) => {
      assert.throws(() => loadScenario(join(folder, "fast.yaml")), /'world' is missing/);
    });
  });

  for (const name of presetNames()) {
    it(`loads ${name}, which a scenario may extend`, () => {
      const { description, gives } = loadPreset(name);
      assert.notEqual(description, "");
      assert.ok(gives.length > 0);
      withTemporaryFolder({ "a.yaml": `name: a\nextends: [y1-like, ${name}]\n` }, (folder) => {
        loadScenario(join(folder, "a.yaml"));
      });
      assert.throws(() => loadScenario(name), new RegExp(`'${name}' is a preset, a part of a scenario`));
    });
  }

  it("has a name that no scenario has", () => {
    assert.deepEqual(
      presetNames().filter((name) => scenarioNames().includes(name)),
      [],
    );
  });

  it("is found by its file's name in a folder of presets", () => {
    withTemporaryFolder({ "m/b.yaml": PRESET, "m/a.yaml": PRESET, "m/README.md": "" }, (folder) => {
      assert.deepEqual(presetNames(join(folder, "m")), ["a", "b"]);
      assert.deepEqual(presetNames(join(folder, "nowhere")), []);
    });
  });
});
