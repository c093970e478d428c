import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { make } from "../../../env/core/environments.js";
import { makeFromSpec } from "../../../env/core/make-from-spec.js";
import { UserError } from "../../../env/errors.js";
import type { RgbImage } from "../../../env/render/raster/rgb-image.js";
import { type RenderMode, renderModes } from "../../../env/render/render-mode.js";
import { RecordEpisodeStatistics } from "../../../env/wrappers/record-episode-statistics.js";
import { TimeLimit } from "../../../env/wrappers/time-limit.js";

const ids = ["CryoEM/Collection-v0", "CryoEM/Holes-v0"] as const;

/** An environment that a few legal actions have been taken in. */
function played(id: (typeof ids)[number], renderMode?: RenderMode) {
  const env = make(id, { scenario: "y1-like", ...(renderMode === undefined ? {} : { renderMode }) });
  env.reset({ seed: 7 });
  for (let i = 0; i < 5; i++) env.step(env.actionMask.indexOf(1, id === "CryoEM/Holes-v0" ? 1 : 3));
  return env;
}

describe("env.render", () => {
  for (const id of ids) {
    it(`gives what the mode of ${id} says`, () => {
      const ansi = played(id, "ansi");
      const text = stripVTControlCharacters(ansi.render() as string);
      const { goodCount, exposedCount } = ansi.session!;
      assert.ok(exposedCount[0]! > 0);
      const exposures = exposedCount[0] === 1 ? "exposure" : "exposures";
      assert.ok(text.includes(`${goodCount[0]} good · ${exposedCount[0]} ${exposures}`), text.split("\n")[0]);
      const svg = played(id, "svg").render() as string;
      assert.match(svg, /^<svg [\s\S]*<\/svg>\n$/);
      assert.equal(svg.match(/<use id="h\d+"/g)?.length, ansi.session!.tree.size - ansi.session!.tree.firstLeaf);
      const { width, height, data } = played(id, "rgb_array").render() as RgbImage;
      assert.equal(data.length, width * height * 3);
      assert.deepEqual(ansi.metadata.renderModes, renderModes);
    });
  }

  it("goes through wrappers and specs", () => {
    const env = make("CryoEM/Collection-v0", { scenario: "y1-like", renderMode: "svg" });
    const wrapped = new RecordEpisodeStatistics(new TimeLimit(env, { maxSteps: 9 }));
    wrapped.reset({ seed: 1 });
    assert.equal(wrapped.render(), env.render());
    const again = makeFromSpec(JSON.stringify(wrapped.spec));
    again.reset({ seed: 1 });
    assert.equal(again.render?.(), env.render());
  });

  it("gives nothing without a mode, before a reset and after close", () => {
    assert.equal(played("CryoEM/Collection-v0").render(), undefined);
    const env = make("CryoEM/Collection-v0", { scenario: "y1-like", renderMode: "ansi" });
    assert.equal(env.render(), undefined);
    env.reset({ seed: 1 });
    env.close();
    assert.equal(env.render(), undefined);
  });

  it("begins the way anew with each episode", () => {
    const env = played("CryoEM/Collection-v0", "svg");
    const fresh = make("CryoEM/Collection-v0", { scenario: "y1-like", renderMode: "svg" });
    env.reset({ seed: 3 });
    fresh.reset({ seed: 3 });
    assert.equal(env.render(), fresh.render());
  });

  it("refuses an unknown mode, naming those there are", () => {
    const options = { scenario: "y1-like", renderMode: "svgs" };
    assert.throws(
      () => make("CryoEM/Collection-v0" as string, options),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /'renderMode' is "svgs".*Did you mean 'svg'.*ansi, svg, rgb_array/);
        return true;
      },
    );
  });
});
