import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { hasTables, openWorld } from "../../../env/scenario/open-world.js";
import { withTemporaryFolder } from "../../support/temporary-folder.js";

const TABLE = "grid,square,group,hole,x_px,y_px,ctf_resolution_angstrom\ng,s,p,h,0,0,4\n";
const scenario = (table: string) => `name: a
extends: 21mar02c-without-predictions
world: { table: ${table} }
`;

describe("a replay's table", () => {
  it("counts from the scenario's folder, then from the data folder", () => {
    const files = { "in/a.yaml": scenario("sub/t.csv"), "data/sub/t.csv": TABLE };
    withTemporaryFolder(files, (folder) => {
      const loaded = loadScenario(join(folder, "in", "a.yaml"));
      assert.equal(hasTables(loaded), false);
      assert.equal(hasTables(loaded, join(folder, "data")), true);
      assert.equal(openWorld(loaded, join(folder, "data")).mostHoles, 1);
    });
  });

  it("may be anywhere if its path is absolute", () => {
    withTemporaryFolder({ "t.csv": TABLE, "in/b.yaml": "" }, (folder) => {
      withTemporaryFolder({ "a.yaml": scenario(join(folder, "t.csv")) }, (own) => {
        assert.equal(openWorld(loadScenario(join(own, "a.yaml"))).mostHoles, 1);
      });
    });
  });

  it("stays in its folders otherwise, with a word at its place", () => {
    withTemporaryFolder({ "t.csv": TABLE, "in/a.yaml": scenario("../t.csv") }, (folder) => {
      assert.throws(() => loadScenario(join(folder, "in", "a.yaml")), {
        name: "LocatedError",
        message:
          /a\.yaml:3:17: world\.table: '\.\.\/t\.csv' leads out of the scenario's folder and the data folders; give an absolute path$/,
      });
    });
    withTemporaryFolder({ "t.csv": TABLE, "in/a.yaml": scenario("sub/../../t.csv") }, (folder) => {
      assert.throws(() => loadScenario(join(folder, "in", "a.yaml")), /leads out/);
    });
  });

  it("is not followed through a link that leads out", () => {
    withTemporaryFolder({ "t.csv": TABLE, "in/a.yaml": scenario("link.csv"), "in/t.csv": TABLE }, (folder) => {
      const loaded = loadScenario(join(folder, "in", "a.yaml"));
      symlinkSync(join(folder, "t.csv"), join(folder, "in", "link.csv"));
      assert.equal(hasTables(loaded), false);
      assert.throws(
        () => openWorld(loaded),
        /no table 'link\.csv'.*links that lead out of these folders are not followed/,
      );
      assert.equal(hasTables(loaded, folder), true, "the link leads into the data folder");
    });
  });
});
