import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { scenarioFile, scenarioNames, scenariosFolder } from "../../../env/scenario/scenario-files.js";
import { presetJsonSchema, scenarioJsonSchema } from "../../../env/scenario/scenario-json-schema.js";

describe("scenarioJsonSchema", () => {
  const validate = new Ajv2020({ strict: false }).compile(scenarioJsonSchema());
  const accepts = (scenario: object): boolean => validate(scenario);
  const read = (name: string) => parse(readFileSync(scenarioFile(name), "utf8")) as Record<string, unknown>;

  const committed: [string, () => object, string][] = [
    ["scenario.schema.json", scenarioJsonSchema, "cryogym scenario schema"],
    ["preset.schema.json", presetJsonSchema, "cryogym scenario schema --preset"],
  ];
  for (const [file, schema, command] of committed) {
    it(`is what ${file} holds ('${command}' makes it)`, () => {
      const text = readFileSync(join(scenariosFolder, file), "utf8");
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(schema())));
    });
  }

  for (const name of scenarioNames()) {
    it(`accepts ${name}`, () => {
      assert.ok(validate(read(name)), JSON.stringify(validate.errors));
    });
  }

  it("refuses unknown keys and kinds at every depth", () => {
    const good = read("y1-like");
    const world = good.world as Record<string, unknown>;
    const broken: Record<string, unknown>[] = [
      { ...good, budgett: "1 h" },
      { ...good, latency: { kind: "teleport" } },
      { ...good, world: { ...world, table: "x.csv" } },
      { ...good, world: { ...world, layout: { ...(world.layout as object), holes: 3 } } },
    ];
    for (const scenario of broken) assert.ok(!validate(scenario));
  });

  it("asks for everything where nothing is extended, for nothing but the name where something is", () => {
    const good = read("y1-like");
    for (const key of ["name", "world", "start", "budget", "latency", "objective"]) {
      const { [key]: _, ...rest } = good;
      assert.ok(!accepts(rest), key);
      assert.equal(accepts({ ...rest, extends: "y1-wide" }), key !== "name", key);
    }
  });

  it("checks what an extending file does say, at every depth", () => {
    const accepted: readonly object[] = [
      { extends: ["y1-like", "krios-epu"], variables: { shift: "60 min", n: 3 }, budget: "8 * shift" },
      { extends: "y1-like", world: { quality: { good_share: 0.5 } }, latency: { hole: "5 s" } },
      { extends: "y1-like", world: { kind: "replay", table: "x.csv" } },
    ];
    for (const scenario of accepted) assert.ok(accepts({ name: "a", ...scenario }), JSON.stringify(validate.errors));
    const refused: readonly object[] = [
      { extends: 3 },
      { extends: "y1-like", variables: { shift: true } },
      { extends: "y1-like", world: { quality: { good_sare: 0.5 } } },
      { extends: "y1-like", world: { kind: "replay", layout: {} } },
      { extends: "y1-like", world: { layout: { holes_per_group: [1] } } },
      { extends: "y1-like", latency: { hole: 5 } },
      { extends: "y1-like", budgett: "1 h" },
    ];
    for (const scenario of refused) assert.ok(!accepts({ name: "a", ...scenario }), JSON.stringify(scenario));
  });

  it("asks a preset for its name and description alone", () => {
    const preset = new Ajv2020({ strict: false }).compile(presetJsonSchema());
    assert.ok(preset({ name: "a", description: "b", latency: { kind: "levels" } }), JSON.stringify(preset.errors));
    assert.ok(!preset({ name: "a", latency: { kind: "levels" } }));
    assert.ok(!preset({ name: "a", description: "b", latencyy: {} }));
  });
});
