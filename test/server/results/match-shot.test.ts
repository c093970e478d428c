import assert from "node:assert/strict";
import fc from "fast-check";
import { type MatchOptions, matchSchema, shotMatcher } from "../../../server/results/match-shot.js";

function shot(name: string, options: Partial<MatchOptions> = {}): string {
  const match = shotMatcher({ sessionKey: "monday", ...options })(name);
  return "shotId" in match ? match.shotId : `none: ${match.reason}`;
}

describe("matching micrographs with shots", () => {
  it("finds the shot id at the start of the base name, whatever path and ending", () => {
    for (const name of [
      "monday-000012-03",
      "monday-000012-03.tiff",
      "MotionCorr/job002/Movies/monday-000012-03_fractions.mrc",
      "X:\\frames\\monday-000012-03.tif",
      "J3/imported/000123456789012345678_monday-000012-03_fractions_patch_aligned_doseweighted.mrc",
    ]) {
      assert.equal(shot(name), "monday-000012-03", name);
    }
    assert.equal(shot("a.b-000012-120.mrc", { sessionKey: "a.b" }), "a.b-000012-120");
  });

  it("guesses nothing", () => {
    for (const name of [
      "tuesday-000012-03.mrc",
      "old-monday-000012-03.mrc",
      "x_monday-000012-03.mrc",
      "monday-000012-03-04.mrc",
      "monday-000012-03b.mrc",
      "monday-000012.mrc",
      "monday-12-3.mrc",
      "Monday-000012-03.mrc",
      "monday-000012-03/other.mrc",
      "",
    ]) {
      assert.match(shot(name), /^none: .* holds no shot id of the session 'monday'$/, name);
    }
    assert.match(shot("axb-000012-03", { sessionKey: "a.b" }), /^none/);
  });

  it("goes by a pattern and a template where there is one", () => {
    const pattern = "/(?<grid>g\\d+)/.*_(?<n>\\d+)\\.tif$";
    const match = matchSchema.parse({ pattern, shot: "{grid}.{n}" });
    assert.equal(shot("/data/g12/Frames_0007.tif", { match }), "g12.0007");
    assert.match(shot("/data/h12/Frames_0007.tif", { match }), /^none: .* does not match the pattern$/);
    const whole = matchSchema.parse({ pattern: "^.*_(?<shot>monday-\\d{6}-\\d{2})(?!\\d)" });
    assert.equal(shot("grid1_monday-000001-01_x.mrc", { match: whole }), "monday-000001-01");
    const odd = matchSchema.parse({ pattern: "(?<shot>.*)" });
    assert.match(shot("a b", { match: odd }), /^none: .* is no shot id$/);
  });

  it("says which patterns are none", () => {
    const wrong = (match: unknown) => matchSchema.safeParse(match).error?.issues[0]?.message ?? "";
    assert.match(wrong({ pattern: "(" }), /expected a regular expression/);
    assert.match(wrong({ pattern: "(?<a>x)" }), /no group \(\?<shot>/);
    assert.equal(wrong({ pattern: "(?<a>x)", shot: "{a}" }), "");
  });

  it("maps paths between systems, drives without regard to case", () => {
    const pathMap = [
      { from: "X:\\Frames", to: "/mnt/x/" },
      { from: "//camera/data", to: "/mnt/camera" },
      { from: "/gpfs/", to: "/mnt" },
    ];
    const match = matchSchema.parse({ pattern: "^/mnt/(?<share>\\w+)/(?<shot>[^/]+)\\.tif$" });
    assert.equal(shot("x:\\frames\\a.tif", { match, pathMap }), "a");
    assert.equal(shot("\\\\CAMERA\\data\\b.tif", { match, pathMap }), "b");
    assert.equal(shot("/gpfs/c/d.tif", { match, pathMap }), "d");
    assert.match(shot("/GPFS/c/d.tif", { match, pathMap }), /^none/);
    assert.match(shot("X:\\Frames2\\a.tif", { match, pathMap }), /^none/);
  });

  it("gives a name the shot that was put into it, whatever surrounds it", () => {
    const folder = fc.stringMatching(/^[a-zA-Z0-9 _.-]{1,8}$/);
    const path = fc.array(folder, { maxLength: 4 });
    const tail = fc.stringMatching(/^([._ ][a-zA-Z0-9 ._-]{0,12})?$/);
    const number = fc.integer({ min: 1, max: 999_999 });
    const hole = fc.integer({ min: 1, max: 150 });
    fc.assert(
      fc.property(path, fc.constantFrom("/", "\\"), number, hole, tail, (folders, separator, directive, index, end) => {
        const id = `monday-${String(directive).padStart(6, "0")}-${String(index).padStart(2, "0")}`;
        assert.equal(shot([...folders, id + end].join(separator)), id);
      }),
      { seed: 1 },
    );
  });
});
