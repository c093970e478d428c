import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { UserError } from "../../../env/errors.js";
import { checkDocument } from "../../../env/scenario/check-document.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { loadSuite, suiteNames } from "../../../env/scenario/load-suite.js";
import { scenarioFile } from "../../../env/scenario/scenario-files.js";
import { scenarioSchema } from "../../../env/scenario/schema/scenario-schema.js";
import { place } from "../../support/scenario-text.js";
import { withTemporaryFile } from "../../support/temporary-file.js";

const core = loadSuite("core");

function refuses(text: string, at: string, message: RegExp): void {
  withTemporaryFile("suite.yaml", text, (file) => {
    assert.throws(
      () => loadSuite(file),
      (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.ok(error.message.startsWith(`${file}:${at}: `), error.message);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

describe("loadSuite", () => {
  it("reads the suites that come with the package", () => {
    assert.deepEqual(suiteNames(), ["core"]);
    assert.equal(core.name, "core");
    assert.ok(core.scenarios.length >= 16);
  });

  for (const { name, why } of core.scenarios) {
    it(`${name} loads, and says why it is there and what an hour costs`, () => {
      assert.equal(loadScenario(name).name, name);
      assert.ok(why.length > 20);
      const { data } = checkDocument(scenarioFile(name), scenarioSchema, undefined);
      assert.equal(typeof (data.objective as Record<string, unknown>).cost_per_hour, "number");
    });
  }

  it("refuses what is no suite, with its place", () => {
    const text = readFileSync(core.file, "utf8");
    const misspelt = text.replace("name: hopeless", "name: hopless");
    refuses(misspelt, place(misspelt, "hopless"), /unknown scenario 'hopless'.*Did you mean 'hopeless'\?$/);
    const twice = text.replace("name: hopeless", "name: y1-like");
    refuses(twice, place(twice, "y1-like\n    why: nothing"), /'y1-like' comes twice/);
    const key = text.replace("    why: nothing is good", "    because: so\n    why: nothing is good");
    refuses(key, place(key, "because"), /unknown key 'scenarios\.\d+\.because'\. Allowed here: name, why\./);
    assert.throws(() => loadSuite("cor"), /unknown suite 'cor'\. Did you mean 'core'\?/);
    assert.throws(() => loadSuite("nowhere.yaml"), /there is no .*nowhere\.yaml/);
  });
});
