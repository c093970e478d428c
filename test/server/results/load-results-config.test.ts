import assert from "node:assert/strict";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { packageRoot } from "../../../env/package-root.js";
import { sourceKinds } from "../../../server/results/kinds/index.js";
import { loadResultsConfig } from "../../../server/results/load-results-config.js";
import { resultsConfigJsonSchema } from "../../../server/results/results-config.js";
import type { FileOptions } from "../../../server/results/source-kind.js";
import { withTemporaryFolder } from "../../support/temporary-folder.js";

const kinds = sourceKinds.entries();

function load(text: string, files: Record<string, string> = {}) {
  return withTemporaryFolder({ "r.yaml": text, ...files }, (folder) => {
    try {
      return { config: loadResultsConfig(join(folder, "r.yaml"), kinds), folder, problems: "" };
    } catch (error) {
      return { config: undefined, folder, problems: (error as Error).message.replaceAll(`${folder}/`, "") };
    }
  });
}

const good = `server: 127.0.0.1:50051
session: monday
token_file: token
sources:
  - { kind: relion, name: relion, files: [ctf/*.star, /mnt/x.star] }
  - { kind: csv, name: csv, session: tuesday, files: a.csv, columns: { name: mic, ctf_resolution_angstrom: { column: r, times: 0.1 } } }
  - { kind: webhook, name: hook, listen: "127.0.0.1:0", path_map: [{ from: "X:\\\\", to: /mnt }] }
`;

describe("the configuration of results", () => {
  it("is read with paths from its folder and a session for each source", () => {
    const { config, folder } = load(good, { token: "t" });
    assert.equal(config!.token_file, join(folder, "token"));
    assert.equal(config!.state, join(folder, "results.sqlite"));
    assert.deepEqual(
      config!.sources.map(({ session }) => session),
      ["monday", "tuesday", "monday"],
    );
    assert.deepEqual((config!.sources[0] as unknown as FileOptions).files, [join(folder, "ctf/*.star"), "/mnt/x.star"]);
  });

  it("is taken as deploy/results.yaml writes it", () => {
    const { sources } = loadResultsConfig(join(packageRoot, "deploy/results.yaml"), kinds);
    assert.deepEqual(sources.map(({ kind }) => kind).sort(), [...sourceKinds.names()].sort());
  });

  it("has what is wrong told by line and column, and what to do", () => {
    const cases: [string, RegExp][] = [
      [good, /^r\.yaml:3:13: token_file: there is no file token$/],
      [good.replace("kind: csv", "kind: cvs"), /r\.yaml:6:13: .*'cvs'; expected one of .*Did you mean 'csv'\?/],
      [
        good.replace("session: monday\n", ""),
        /r\.yaml:4:\d+: .*which session do its results belong to\? Add 'session'/,
      ],
      [good.replace("name: csv, session: tuesday", "name: relion"), /'relion' comes twice; give each source a name/],
      [
        good.replace("127.0.0.1:0", "0.0.0.0:8000"),
        /r\.yaml:7:\d+: .*is open to the network: add token_file, certificate and key/,
      ],
      [good.replace("kind: csv,", "kind: csv, match: { pattern: '(' },"), /expected a regular expression with a group/],
      [good.replace("files: a.csv, ", ""), /'sources\.1\.files' is missing/],
      [good.replace("name: mic", "nam: mic"), /unknown key 'sources\.1\.columns\.nam'.*Did you mean 'name'\?/],
      ["server: x\n", /server: expected host:port/],
      ["", /r\.yaml:1:1: the file is empty/],
    ];
    for (const [text, expected] of cases) assert.match(load(text).problems, expected);
  });

  it("has a JSON Schema that takes what is right and knows every kind", () => {
    const schema = resultsConfigJsonSchema(kinds);
    const validate = new Ajv2020({ strict: false, formats: { uri: true } }).compile(schema);
    const right = { server: "a:1", session: "s", sources: [{ kind: "json", name: "j", files: "*.json" }] };
    assert.ok(validate(right), JSON.stringify(validate.errors));
    assert.ok(!validate({ ...right, sources: [{ kind: "jsn", name: "j", files: "x" }] }));
    for (const { name } of kinds) assert.match(JSON.stringify(schema), new RegExp(`"${name}"`));
  });
});
