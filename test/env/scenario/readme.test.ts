import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { presetNames, scenarioNames, scenariosFolder } from "../../../env/scenario/scenario-files.js";
import { withTemporaryFolder } from "../../support/temporary-folder.js";

describe("scenarios/README.md", () => {
  const readme = readFileSync(join(scenariosFolder, "README.md"), "utf8");
  const examples = [...readme.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml]) => yaml!);

  it("has examples", () => assert.ok(examples.length >= 2));

  const whole = examples.filter((yaml) => /^name: /m.test(yaml));
  const layouts = examples.filter((yaml) => yaml.trimStart().startsWith("layout:"));

  for (const yaml of layouts) {
    it(`gives a layout that loads: ${yaml.trim().split("\n").at(-1)}`, () => {
      const scenario = `name: example\nextends: y1-wide\nworld:\n${yaml.replace("hole_pitch", "groups_per_square: null, holes_per_group: null, hole_pitch")}`;
      withTemporaryFolder({ "example.yaml": scenario }, (folder) => {
        assert.equal(loadScenario(join(folder, "example.yaml")).world.kind, "generated");
      });
    });
  }

  for (const yaml of whole) {
    const name = /^name: (\S+)/m.exec(yaml)?.[1];
    it(`gives an example that loads: ${name}`, () => {
      withTemporaryFolder({ "example.yaml": yaml }, (folder) => {
        assert.equal(loadScenario(join(folder, "example.yaml")).name, name);
      });
    });
  }

  it("lists what is there", () => {
    for (const name of [...scenarioNames(), ...presetNames()]) assert.ok(readme.includes(`| \`${name}\` |`), name);
  });
});
