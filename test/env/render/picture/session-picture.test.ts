import assert from "node:assert/strict";
import { PICTURE_HEIGHT, PICTURE_WIDTH } from "../../../../env/render/picture/session-picture.js";
import { rasterise } from "../../../../env/render/raster/rasterise.js";
import { renderSession } from "../../../../env/render/render-session.js";
import { everyState, halfSurveyed, type RecordedSession, withPositions } from "../../../support/render-sessions.js";

const picture = ({ session, way }: RecordedSession) => renderSession(session, way, "svg");

describe("sessionPicture", () => {
  it("shows counts, clock, legend, and close-ups of grid and square", () => {
    const svg = picture(everyState());
    for (const text of ["1 good", "4 exposures · 1 pending", "0:05 of 1:00 h", "failed fit", "square 1"]) {
      assert.ok(svg.includes(`>${text}`), text);
    }
    assert.match(svg, /<use href="#b\d+"\/><use href="#q\d+"\/><use href="#t\d+"\/>/);
    assert.match(svg, /aria-label="Cryo-EM session at 0:05 of 1:00 h: 1 good, 4 exposures, 1 pending"/);
  });

  it("is a well-formed picture of one size that stands alone", () => {
    for (const recorded of [everyState(`<&"'\u001b`), withPositions(), halfSurveyed()]) {
      const svg = picture(recorded);
      const { width, height } = rasterise(svg);
      assert.deepEqual([width, height], [PICTURE_WIDTH, PICTURE_HEIGHT]);
      assert.doesNotMatch(svg.replace(/xmlns="[^"]*"/, ""), /https?:|url\(|@import|var\(|NaN|undefined/);
    }
  });

  it("refers to nothing that is not there", () => {
    const svg = picture(everyState());
    for (const [, id] of svg.matchAll(/href="#([^"]+)"/g)) assert.ok(svg.includes(` id="${id}"`), id);
  });
});
