import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import type { Scenario } from "../../../env/scenario/scenario.js";
import { withTemporaryFolder } from "../../support/temporary-folder.js";

const COMPLETE = `name: base
description: The base.
world: { kind: replay, table: base.csv, hide: [predicted_ctf_resolution_angstrom] }
start: outside
budget: 100 min
latency: { kind: levels, grid: 2 min, square: 4 min, group: 1 min, hole: 1 min }
objective: { good: ctf_resolution_angstrom <= 6 }
`;

type Files = Readonly<Record<string, string>>;

/** Loads `a.yaml` of a folder of files. */
function load<T>(files: Files, check: (scenario: Scenario, folder: string) => T): T {
  return withTemporaryFolder(files, (folder) => check(loadScenario(join(folder, "a.yaml")), folder));
}

/** Asserts that `a.yaml` is refused with these lines, the folder left out. */
function refuses(files: Files, ...lines: (string | RegExp)[]): void {
  withTemporaryFolder(files, (folder) => {
    assert.throws(
      () => loadScenario(join(folder, "a.yaml")),
      (error: Error) => {
        const given = error.message.replaceAll(`${folder}/`, "").split("\n");
        assert.equal(given.length, lines.length, error.message);
        lines.forEach((line, i) => {
          if (typeof line === "string") assert.equal(given[i], line);
          else assert.match(given[i]!, line);
        });
        return true;
      },
    );
  });
}

const seconds = ({ plan: { latency } }: Scenario) => {
  const { tree } = openWorld(loadScenario("y1-like")).create(new KeyedRandom(1));
  return latency.expectedSeconds(tree, tree.firstLeaf, tree.firstLeaf + 1);
};

describe("extends", () => {
  it("merges mappings, replaces lists and values, and leaves name and description to the file", () => {
    const own = "name: mine\nextends: base.yaml\nbudget: 2 h\nlatency: { hole: 30 s }\nworld: { hide: [] }\n";
    load({ "a.yaml": own, "base.yaml": COMPLETE }, (scenario, folder) => {
      assert.equal(scenario.name, "mine");
      assert.equal(scenario.description, "");
      assert.equal(scenario.start, "outside");
      assert.equal(scenario.plan.budgetSeconds, 7200);
      assert.equal(seconds(scenario), 30);
      const expected = {
        table: "base.csv",
        survey: "complete",
        hide: [],
        unlabelled: "withhold",
        grouping: { kind: "table" },
      };
      assert.deepEqual(scenario.world.options, expected);
      assert.deepEqual(scenario.files, [join(folder, "a.yaml"), join(folder, "base.yaml")]);
    });
  });

  it("replaces a mapping whose kind changes as a whole", () => {
    const own = "name: mine\nextends: y1-like\nworld: { kind: replay, table: x.csv }\n";
    load({ "a.yaml": own }, ({ world }) => {
      const options = {
        table: "x.csv",
        survey: "complete",
        hide: [],
        unlabelled: "withhold",
        grouping: { kind: "table" },
      };
      assert.deepEqual(world, { kind: "replay", options });
    });
  });

  it("takes an inherited key away where null is given", () => {
    const own = "name: mine\nextends: y1-like\nworld: { prediction: null }\n";
    load({ "a.yaml": own }, ({ world }) => {
      assert.equal((world.options as { prediction?: unknown }).prediction, undefined);
    });
  });

  it("takes several, the later ones win, and parts that are no whole scenarios", () => {
    const files = {
      "a.yaml": "name: mine\nextends: [base.yaml, parts/fast.yaml, parts/short.yaml]\n",
      "base.yaml": COMPLETE,
      "parts/fast.yaml": "name: fast\ndescription: A fast microscope.\nlatency: { hole: 5 s }\nbudget: 1 min\n",
      "parts/short.yaml": "extends: shorter.yaml\n",
      "parts/shorter.yaml": "budget: 2 min\n",
    };
    load(files, (scenario) => {
      assert.equal(seconds(scenario), 5);
      assert.equal(scenario.plan.budgetSeconds, 120);
    });
  });

  it("computes inherited expressions with the variables of the file that extends", () => {
    const base = `${COMPLETE.replace("100 min", "8 * shift")}variables: { shift: 1 h }\n`;
    load(
      { "a.yaml": "name: mine\nextends: base.yaml\nvariables: { shift: 30 min }\n", "base.yaml": base },
      ({ plan }) => {
        assert.equal(plan.budgetSeconds, 4 * 3600);
      },
    );
  });

  it("finds tables beside the file that names them", () => {
    const table = "grid,square,group,hole,x_px,y_px,ctf_resolution_angstrom\ng,s,p,h,0,0,4\n";
    const files = {
      "a.yaml": "name: mine\nextends: sub/base.yaml\n",
      "sub/base.yaml": COMPLETE,
      "sub/base.csv": table,
    };
    load(files, (scenario) => assert.equal(openWorld(scenario).mostHoles, 1));
  });

  it("reports a mistake in the file where it stands, what is missing in the file that was given", () => {
    const base = COMPLETE.replace("hole: 1 min", "hole: 1 um").replace("start: outside\n", "colour: red\n");
    refuses(
      { "a.yaml": "name: mine\nextends: base.yaml\nbudget: soon\n", "base.yaml": base },
      'a.yaml:2:1: \'start\' is missing: expected one of "random-hole"|"outside"',
      /^a\.yaml:3:9: budget: 'soon': 'soon' is neither a unit nor a variable of the file; expected a time/,
      /^base\.yaml:4:1: unknown key 'colour'\. Allowed here: name, /,
      /^base\.yaml:6:74: latency\.hole: '1 um': it is a length; expected a time/,
    );
  });

  it("says what is missing from a mapping in the file that was given, even if the mapping is elsewhere", () => {
    const base = COMPLETE.replace(", hole: 1 min", "");
    refuses(
      { "a.yaml": "name: mine\nbudget: 1 h\nextends: base.yaml\n", "base.yaml": base },
      /^a\.yaml:3:1: 'latency\.hole' is missing: expected a time/,
    );
    refuses(
      { "a.yaml": "name: mine\nextends: base.yaml\nlatency: { group: 1 min }\n", "base.yaml": base },
      /^a\.yaml:3:10: 'latency\.hole' is missing: expected a time/,
    );
  });

  it("needs a name of the file's own", () => {
    refuses(
      { "a.yaml": "extends: base.yaml\n", "base.yaml": COMPLETE },
      /^a\.yaml:1:1: 'name' is missing: expected string$/,
    );
  });

  it("refuses circles and shows them", () => {
    refuses(
      { "a.yaml": "name: a\nextends: b.yaml\n", "b.yaml": "extends: c.yaml\n", "c.yaml": "extends: [b.yaml]\n" },
      "c.yaml:1:11: extends: extends goes round in a circle: b.yaml → c.yaml → b.yaml",
    );
    refuses({ "a.yaml": "name: a\nextends: a.yaml\n" }, /^a\.yaml:2:10: .* circle: a\.yaml → a\.yaml$/);
  });

  it("refuses what goes too deep or reads too much", () => {
    const chain: Record<string, string> = { "a.yaml": "name: a\nextends: f1.yaml\n" };
    for (let i = 1; i < 12; i++) chain[`f${i}.yaml`] = `extends: f${i + 1}.yaml\n`;
    refuses(chain, /^f9\.yaml:1:10: extends: extends goes more than 10 files deep$|^f10\.yaml:1:10: .* 10 files deep$/);
    const wide: Record<string, string> = { "a.yaml": "name: a\nextends: [w1.yaml, w1.yaml]\n" };
    for (let i = 1; i < 8; i++) wide[`w${i}.yaml`] = `extends: [w${i + 1}.yaml, w${i + 1}.yaml, w${i + 1}.yaml]\n`;
    wide["w8.yaml"] = "budget: 1 h\n";
    withTemporaryFolder(wide, (folder) => {
      assert.throws(() => loadScenario(join(folder, "a.yaml")), /extends more than 50 files/);
    });
    refuses(
      { "a.yaml": `name: a\nextends: [${"y1-like, ".repeat(11)}]\n` },
      /^a\.yaml:2:10: extends: there are 11; expected at most 10$/,
    );
  });

  it("names the nearest for what it does not know, and goes on with the rest of the file", () => {
    refuses(
      { "a.yaml": "name: a\nextends: y1-lik\nbudget: 5 um\n" },
      /^a\.yaml:2:10: extends: unknown scenario or preset 'y1-lik'\. Did you mean 'y1-like'\?/,
      /^a\.yaml:3:9: budget: '5 um': it is a length/,
    );
    refuses(
      { "a.yaml": "name: a\nextends: nowhere.yaml\n" },
      /^a\.yaml:2:10: extends: there is no scenario file nowhere\.yaml$/,
    );
    for (const odd of ['"b\\0.yaml"', '"b\\n.yaml"', '"\\e[2J"', `${"x".repeat(2000)}.yaml`, '""', "3"]) {
      refuses(
        { "a.yaml": `name: a\nextends: ${odd}\n` },
        /^a\.yaml:2:10: extends: expected the name of a scenario or preset/,
      );
    }
    refuses({ "a.yaml": `name: a\nextends: ${"x".repeat(900)}.yaml\n` }, /^a\.yaml:2:10: extends: /);
    refuses({ "a.yaml": "name: a\nextends: { b: c }\n" }, /^a\.yaml:2:10: extends: expected the name of/);
  });

  it("reports what is broken in the extended file", () => {
    refuses({ "a.yaml": "name: a\nextends: b.yaml\n", "b.yaml": "budget: [1\n" }, /^b\.yaml:\d+:\d+: not valid YAML: /);
    refuses(
      { "a.yaml": "name: a\nextends: b.yaml\n", "b.yaml": "" },
      "b.yaml:1:1: the file is empty; expected keys and values",
    );
  });

  it("stays in its folders, links or not", () => {
    withTemporaryFolder({ "outside.yaml": COMPLETE, "in/a.yaml": "name: a\nextends: ../outside.yaml\n" }, (folder) => {
      const file = join(folder, "in", "a.yaml");
      assert.throws(() => loadScenario(file), /a\.yaml:2:10: extends: '\.\.\/outside\.yaml' leads out of the folders/);
      writeFileSync(file, `name: a\nextends: ${join(folder, "outside.yaml")}\n`);
      assert.throws(() => loadScenario(file), /leads out of the folders/);
      symlinkSync(join(folder, "outside.yaml"), join(folder, "in", "link.yaml"));
      writeFileSync(file, "name: a\nextends: link.yaml\n");
      assert.throws(() => loadScenario(file), /a\.yaml:2:10: extends: 'link\.yaml' leads out of the folders/);
      mkdirSync(join(folder, "in", "real"));
      writeFileSync(join(folder, "in", "real", "b.yaml"), COMPLETE);
      symlinkSync(join(folder, "in", "real"), join(folder, "in", "alias"));
      writeFileSync(file, "name: a\nextends: alias/b.yaml\n");
      assert.equal(loadScenario(file).plan.budgetSeconds, 6000);
    });
  });

  it("may lie in a data folder", () => {
    withTemporaryFolder(
      { "data/base.yaml": COMPLETE, "in/a.yaml": "name: a\nextends: ../data/base.yaml\n" },
      (folder) => {
        const file = join(folder, "in", "a.yaml");
        assert.throws(() => loadScenario(file), /leads out of the folders/);
        assert.equal(loadScenario(file, join(folder, "data")).plan.budgetSeconds, 6000);
      },
    );
  });
});
