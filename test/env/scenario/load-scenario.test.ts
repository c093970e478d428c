import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { scenarioNames, scenariosFolder } from "../../../env/scenario/scenario-files.js";
import { PREDICTED_CTF_RESOLUTION } from "../../../env/tree/feature-schema.js";
import { changed, place, refuses } from "../../support/scenario-text.js";
import { requireSessionData } from "../../support/session-data.js";
import { withTemporaryFile } from "../../support/temporary-file.js";

describe("loadScenario", () => {
  it("knows the scenarios that come with the package", () => {
    for (const name of ["21mar02c", "21mar02c-without-predictions", "y1-like", "y1-wide", "mostly-good"]) {
      assert.ok(scenarioNames().includes(name));
    }
  });

  for (const name of scenarioNames()) {
    it(`loads ${name} and opens its world`, function () {
      const scenario = loadScenario(name);
      assert.equal(scenario.name, name);
      assert.notEqual(scenario.description, "");
      assert.ok(scenario.plan.budgetSeconds > 0);
      assert.equal(scenario.plan.objective.isGood({ ctfResolutionAngstrom: Number.NaN, failed: true }), false);
      if (scenario.world.kind === "replay") requireSessionData(this);
      const source = openWorld(scenario);
      const { tree } = source.create(new KeyedRandom(1));
      assert.ok(tree.size > tree.firstLeaf);
      assert.ok(tree.childCount.every((count) => count <= source.mostChildren));
    });
  }

  it("withholds what a scenario hides", function () {
    requireSessionData(this);
    for (const [name, hidden] of [
      ["21mar02c", false],
      ["21mar02c-without-predictions", true],
    ] as const) {
      const { tree } = openWorld(loadScenario(name)).create(new KeyedRandom(1));
      const feature = tree.featureIndex(tree.leafLevel, PREDICTED_CTF_RESOLUTION.name);
      assert.equal(Number.isNaN(tree.feature(tree.firstLeaf, feature)), hidden);
    }
  });

  it("reads budget, start and objective", () => {
    const { plan, start } = loadScenario("y1-like");
    assert.equal(start, "random-hole");
    assert.equal(plan.budgetSeconds, 28_800);
    assert.equal(plan.objective.isGood({ ctfResolutionAngstrom: 6, failed: false }), true);
    assert.equal(plan.objective.isGood({ ctfResolutionAngstrom: 6.01, failed: false }), false);
  });

  it("names the nearest scenario for an unknown one, and a file that is not there", () => {
    const unknown =
      /^unknown scenario 'y1-lke'\. Did you mean 'y1-like'\? Known: 21mar02c, .*a path that ends in \.yaml\.$/;
    assert.throws(() => loadScenario("y1-lke"), { name: "UserError", message: unknown });
    assert.throws(() => loadScenario("/nowhere/x.yaml"), /there is no scenario file \/nowhere\/x\.yaml/);
  });

  it("says where a table was looked for", () => {
    const replay = readFileSync(join(scenariosFolder, "21mar02c.yaml"), "utf8");
    withTemporaryFile("scenario.yaml", replay.replace("cryorl-y1/train.csv", "nowhere.csv"), (file) => {
      const scenario = loadScenario(file);
      const message = /^scenario '21mar02c': no table 'nowhere\.csv': looked for .*CRYOGYM_DATA/;
      const given = dirname(file);
      assert.throws(
        () => openWorld(scenario, given),
        (error: Error) => message.test(error.message) && error.message.includes(given),
      );
      assert.throws(() => openWorld(scenario, "/not/there"), {
        name: "UserError",
        message: /^there is no data folder \/not\/there$/,
      });
    });
  });

  it("refuses unknown keys with the nearest word", () => {
    const top = changed("start:", "strat: random-hole\nstart:");
    refuses(top, [place(top, "strat"), /^unknown key 'strat'\. Allowed here: name, .*Did you mean 'start'\?$/]);
    const world = changed("  survey:", "  survy:");
    refuses(world, [place(world, "survy"), /^unknown key 'world\.survy'\..*Did you mean 'survey'\?$/]);
    const latency = changed("  group: 1 min", "  group: 1 min\n  groop: 1 min");
    refuses(latency, [place(latency, "groop"), /^unknown key 'latency\.groop'\..*Did you mean 'group'\?$/]);
    const nested = changed("    grids: 6", "    grids: 6\n    colour: 6");
    refuses(nested, [place(nested, "colour"), /^unknown key 'world\.layout\.colour'/]);
  });

  it("refuses unknown keys inside of mappings, and says what is missing", () => {
    const nested = changed("squares: 9", "squars: 9");
    const firstKey = place(nested, "grids:");
    const misspelt = place(nested, "squars:");
    const allowed = "Allowed here: grids, squares, groups_per_square, holes_per_group, hole_pitch, square_side";
    refuses(
      nested,
      [firstKey, /^'world\.layout\.squares' is missing: /],
      [misspelt, new RegExp(`^unknown key 'world\\.layout\\.squars'\\. ${allowed}\\. Did you mean 'squares'\\?$`)],
    );
    const effects = changed("square: 0.56", "square: 0.56, hole: 0.1");
    refuses(effects, [place(effects, "hole: 0.1"), /^unknown key 'world\.quality\.good_variance_shares\.hole'\./]);
  });

  it("refuses quantiles that do not rise or do not span all probabilities", () => {
    for (const broken of [changed("[0.5, 7.6]", "[0.5, 4.6]"), changed("[0, 3.0]", "[0.01, 3.0]")]) {
      refuses(broken, [
        place(broken, "- [0"),
        /^world\.quality\.ctf_quantiles: expected \[probability, Å\] rising in both/,
      ]);
    }
  });

  it("refuses unknown kinds and words", () => {
    const world = changed("kind: generated", "kind: generatd");
    refuses(world, [
      place(world, "generatd"),
      /^world\.kind: 'generatd'; expected one of "generated"\|"replay"\. Did you mean 'generated'\?$/,
    ]);
    const start = changed("random-hole", "anywhere");
    refuses(start, [place(start, "anywhere"), /^start: .*"random-hole"\|"outside"/]);
    const hide = changed("hide: []", "hide: [thickness]");
    refuses(hide, [place(hide, "thickness"), /^world\.hide\.0: .*"predicted_ctf_resolution_angstrom"/]);
  });

  it("refuses times without a unit and numbers out of range", () => {
    const budget = changed("480 min", "480");
    refuses(budget, [
      place(budget, "480"),
      /^budget: expected a time of at least 0 with a unit \(s, min, h\), such as '480 min'$/,
    ]);
    const range = changed("[2, 12]", "[12, 2]");
    refuses(range, [
      place(range, "[12, 2]"),
      /^world\.layout\.groups_per_square: expected \[least, most\] with least ≤ most$/,
    ]);
    const share = changed("good_share: 0.34", "good_share: 1.34");
    refuses(share, [place(share, "1.34"), /^world\.quality\.good_share: /]);
    const sum = changed("square: 0.56, group: 0.06", "square: 0.56, group: 0.50");
    refuses(sum, [place(sum, "{ square: 0.56"), /good_variance_shares: the shares must add up to at most 1$/]);
  });

  it("refuses an objective that is no condition", () => {
    const text = changed("<= 6", "<= six");
    refuses(text, [
      place(text, "ctf_resolution_angstrom <="),
      /^objective\.good: '.*six': 'six' is unknown; expected one of ctf_resolution_angstrom, ice_thickness_nanometers, /,
    ]);
  });

  it("tells all that is wrong at once", () => {
    const text = changed("480 min", "480").replace("random-hole", "anywhere").replace("hole: 1 min", "hole: 1 um");
    refuses(
      text,
      [place(text, "anywhere"), /^start: /],
      [place(text, "480"), /^budget: /],
      [place(text, "1 um"), /^latency\.hole: '1 um': it is a length; expected a time/],
    );
  });

  it("refuses what is no YAML mapping", () => {
    refuses("", ["1:1", /^the file is empty; expected keys and values$/]);
    refuses("# nothing\n", ["1:1", /^the file is empty/]);
    refuses("- a\n", ["1:1", /^the file is a list; expected keys and values/]);
    refuses("word\n", ["1:1", /^the file is a single value; expected keys and values/]);
    const open = changed("random-hole", "[random-hole");
    refuses(open, [place(open, "budget"), /^not valid YAML: /]);
  });

  it("puts the file's variables into quantities and conditions, the world's and the latency's among them", () => {
    const text = changed("480 min", "8 * shift")
      .replace("hole: 1 min", "hole: shift / 60")
      .replace("ctf_resolution_angstrom <= 6", "ctf_resolution_angstrom <= limit - 1")
      .concat("variables: { shift: 60 min, limit: 7 }\n");
    withTemporaryFile("scenario.yaml", text, (file) => {
      const { plan } = loadScenario(file);
      assert.equal(plan.budgetSeconds, 28_800);
      assert.equal(plan.objective.goodExpression, "ctf_resolution_angstrom <= 7 - 1");
      assert.equal(plan.objective.isGood({ ctfResolutionAngstrom: 6, failed: false }), true);
      assert.equal(plan.objective.isGood({ ctfResolutionAngstrom: 6.5, failed: false }), false);
      const { tree } = openWorld(loadScenario("y1-like")).create(new KeyedRandom(1));
      assert.equal(plan.latency.expectedSeconds(tree, tree.firstLeaf, tree.firstLeaf + 1), 60);
    });
  });

  it("refuses variables of the wrong kind, misspelt ones and ones that hide an outcome's", () => {
    const head = "variables: { shift: 60 min, width: 5 um, ctf_resolution_angstrom: 6 }\n";
    const wrong = head + changed("480 min", "8 * width").replace("hole: 1 min", "hole: shft");
    refuses(
      wrong,
      [place(wrong, "8 * width"), /^budget: '8 \* width': it is a length; expected a time/],
      [place(wrong, "shft"), /^latency\.hole: 'shft': .*Did you mean 'shift'\?; expected a time/],
      [
        place(wrong, "ctf_resolution_angstrom <="),
        /^objective\.good: 'ctf_resolution_angstrom' has a meaning of its own/,
      ],
    );
    const soon = `variables: { shift: soon }\n${changed("480 min", "8 * shift")}`;
    refuses(soon, [place(soon, "soon"), /^variables\.shift: 'soon': /]);
    const unit = `variables: { limit: 6 angstrom }\n${changed("<= 6", "<= limit")}`;
    refuses(unit, [
      place(unit, "ctf_resolution_angstrom <="),
      /'limit' is 6 angstrom; expected a variable without a unit/,
    ]);
  });
});
