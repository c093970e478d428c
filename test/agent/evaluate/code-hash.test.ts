import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeHash, hashOf } from "../../../agent/evaluate/code-hash.js";
import { SettingsReader } from "../../../agent/evaluate/run-settings.js";
import { evaluationPlan } from "../../support/evaluation-plans.js";
import { temporaryFolder } from "../../support/server-microscope.js";

describe("codeHash", () => {
  const folder = temporaryFolder();
  const write = (name: string, text: string) => writeFileSync(join(folder.path, name), text);
  const hash = () => codeHash([join(folder.path, "policy.js")], [join(folder.path, "prior.json")]);

  before(() => {
    mkdirSync(join(folder.path, "kinds"));
    write(
      "policy.js",
      'import fs from "node:fs";\nimport { plan } from "./plan.js";\nexport * from "./kinds/index.js";\n',
    );
    write("plan.js", 'export const plan = async () => import("./policy.js");\n');
    write("kinds/index.js", 'const kinds = await Registry.fromFolder("kind", import.meta.url);\n');
    write("kinds/one.js", "export default 1;\n");
    write("other.js", "export default 2;\n");
    write("prior.json", "{}");
  });

  after(() => folder.remove());

  it("changes with the file, what it imports, the entries of registries, and what is named beside", () => {
    const first = hash();
    assert.equal(hash(), first);
    const seen = new Set([first]);
    const change = (name: string, text: string) => {
      write(name, text);
      assert.ok(!seen.has(hash()), name);
      seen.add(hash());
    };
    change("plan.js", 'export const plan = async () => import("./policy.js"); // 2\n');
    change("kinds/one.js", "export default 3;\n");
    change("kinds/two.js", "export default 1;\n");
    change("prior.json", '{ "goodShare": 0.3 }');
    rmSync(join(folder.path, "kinds/two.js"));
    change("prior.json", '{ "goodShare": 0.31 }');
  });

  it("does not change with files beside it", () => {
    const first = hash();
    write("other.js", "export default 4;\n");
    assert.equal(hash(), first);
  });

  it("keeps contents apart", () => {
    assert.notEqual(hashOf([["a", "bc"]]), hashOf([["ab", "c"]]));
    assert.notEqual(
      hashOf([
        ["a", "1"],
        ["b", ""],
      ]),
      hashOf([
        ["a", ""],
        ["b", "1"],
      ]),
    );
    assert.equal(
      hashOf([
        ["a", "1"],
        ["b", "2"],
      ]),
      hashOf([
        ["b", "2"],
        ["a", "1"],
      ]),
    );
  });
});

describe("SettingsReader", () => {
  const plan = evaluationPlan({ scenarios: ["y1-like", "rough-session"] });

  it("tells scenarios, policies and starts apart by what each hangs on", () => {
    const reader = new SettingsReader();
    const [y1, rough] = plan.scenarios;
    const settings = reader.of(y1!, "index");
    assert.deepEqual(new SettingsReader().of(y1!, "index"), settings);
    assert.deepEqual({ ...reader.of(y1!, "greedy"), policy: settings.policy }, settings);
    assert.notEqual(reader.of(y1!, "greedy").policy, settings.policy);
    assert.deepEqual({ ...reader.of(rough!, "index"), scenario: settings.scenario }, settings);
    assert.notEqual(reader.of(rough!, "index").scenario, settings.scenario);
    assert.equal(reader.of({ ...y1!, allStarts: true }, "index").starts, "each hole");
    assert.notEqual(reader.of(y1!, "clairvoyant").policy, reader.of(y1!, "greedy-truth").policy);
  });
});
