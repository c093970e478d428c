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

  for (const yaml of examples) {
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
