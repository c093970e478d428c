import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../env/errors.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { scenarioFile, scenarioNames } from "../../../env/scenario/scenario-files.js";
import { mutateText, mutateTree } from "../../support/scenario-mutations.js";

const MUTANTS = 500;
const MOST_MILLISECONDS = 1000;

describe("mutated scenario files", () => {
  const folder = mkdtempSync(join(tmpdir(), "cryogym-test-"));
  const file = join(folder, "mutant.yaml");
  after(() => rmSync(folder, { recursive: true }));

  /** Loads a text. @returns whether it loaded; every line of a refusal must say where */
  function loads(text: string): boolean {
    writeFileSync(file, text);
    const start = performance.now();
    try {
      const scenario = loadScenario(file);
      assert.ok(Number.isFinite(scenario.plan.budgetSeconds));
      return true;
    } catch (error) {
      assert.ok(error instanceof UserError, `${(error as Error).stack}\n${text}`);
      for (const line of error.message.split("\n")) {
        assert.match(line, /^\/\S+\.yaml:[1-9]\d*:[1-9]\d*: .+|^… and \d+ more$/, text);
        assert.ok(line.length < 2000, line);
      }
      return false;
    } finally {
      assert.ok(performance.now() - start < MOST_MILLISECONDS, `took ${performance.now() - start} ms:\n${text}`);
    }
  }

  it(`load or are refused with places, all ${MUTANTS} of them, within a second each`, () => {
    const random = new KeyedRandom(1).stream(0, RandomKind.World);
    const originals = scenarioNames().map((name) => readFileSync(scenarioFile(name), "utf8"));
    let loaded = 0;
    for (let mutant = 0; mutant < MUTANTS; mutant++) {
      const original = originals[mutant % originals.length]!;
      const mutate = Math.floor(mutant / originals.length) % 2 === 0 ? mutateText : mutateTree;
      if (loads(mutate(original, random))) loaded++;
    }
    // Mutants that are all fine or all broken would try little.
    assert.ok(loaded > MUTANTS / 20 && loaded < MUTANTS / 2, `${loaded} loaded`);
  });

  const many = 64 * 1024 - 100;
  const hostile: readonly [string, string][] = [
    ["lists in lists", "[".repeat(many)],
    ["mappings in mappings", "{a: ".repeat(many / 4)],
    ["block lists in lists", "- ".repeat(many / 2)],
    ["explicit keys in keys", "? ".repeat(many / 2)],
    ["steps of indentation", Array.from({ length: 350 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
    ["closing brackets", "]".repeat(many)],
    ["quotes", '"'.repeat(many)],
    ["one word", "a".repeat(many)],
    ["keys", Array.from({ length: many / 8 }, (_, i) => `k${i}: 1`).join("\n")],
    ["items", `name: [${"x,".repeat(many / 2)}]`],
    ["empty lines", "\n".repeat(many)],
    ["documents", "---\n".repeat(many / 4)],
    ["aliases", `a: &a 1\nb: [${"*a,".repeat(many / 3 - 10)}]`],
    [
      "aliases of aliases",
      ["a: &a [x,x,x,x,x,x,x,x,x]", ..."bcdefgh"]
        .map((k, i) => (i === 0 ? k : `${k}: &${k} [${`*${String.fromCharCode(96 + i)},`.repeat(9)}]`))
        .join("\n"),
    ],
    [
      "merge keys",
      ["a: &a {x: 1}", ..."bcdefgh"]
        .map((k, i) => (i === 0 ? k : `${k}: &${k} {<<: [${`*${String.fromCharCode(96 + i)},`.repeat(9)}]}`))
        .join("\n"),
    ],
    ["an alias of itself", "a: &a [*a]"],
    ["anchors", "&a ".repeat(many / 3)],
    ["a long expression", `name: x\nbudget: ${"1+".repeat(many / 2 - 20)}1`],
    ["parentheses", `name: x\nbudget: ${"(".repeat(200)}1${")".repeat(200)}`],
    [
      "variables",
      `name: x\nvariables: {${Array.from({ length: 100 }, (_, i) => `v${i}: v${i + 1} * v${i + 1}`).join(", ")}, v100: 2 s}`,
    ],
    ["extends", `name: x\nextends: [${"y1-like, ".repeat(5000)}]`],
  ];
  for (const [what, text] of hostile) {
    it(`with ever more ${what} are refused within a second`, () => assert.equal(loads(text), false));
  }
});
