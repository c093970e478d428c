import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { scenarioFile, scenarioNames, scenariosFolder } from "../../../env/scenario/scenario-files.js";
import { scenarioJsonSchema } from "../../../env/scenario/scenario-json-schema.js";

describe("scenarioJsonSchema", () => {
  const validate = new Ajv2020({ strict: false }).compile(scenarioJsonSchema());
  const read = (name: string) => parse(readFileSync(scenarioFile(name), "utf8")) as Record<string, unknown>;

  it("is what scenario.schema.json holds ('cryogym scenario schema' makes it)", () => {
    const committed = readFileSync(join(scenariosFolder, "scenario.schema.json"), "utf8");
    assert.deepEqual(JSON.parse(committed), JSON.parse(JSON.stringify(scenarioJsonSchema())));
  });

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
});
