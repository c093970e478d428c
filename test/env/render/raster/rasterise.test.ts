import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rasterise } from "../../../../env/render/raster/rasterise.js";
import { renderSession } from "../../../../env/render/render-session.js";
import { expose, halfSurveyed } from "../../../support/render-sessions.js";

describe("rasterise", () => {
  it("gives red, green and blue of each pixel, row by row, on white", () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><rect x="1" y="1" width="1" height="1" fill="#0102ff"/></svg>`;
    const { width, height, data } = rasterise(svg);
    assert.deepEqual([width, height], [3, 2]);
    const white = [255, 255, 255];
    assert.deepEqual([...data], [...white, ...white, ...white, ...white, 1, 2, 255, ...white]);
  });

  it("writes text", () => {
    const svg = (text: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text x="2" y="15" font-family="sans-serif">${text}</text></svg>`;
    assert.notDeepEqual(rasterise(svg("one")).data, rasterise(svg("two")).data);
  });

  it("says what is wrong with a picture, and goes on", () => {
    assert.throws(() => rasterise("<svg"), /can't be rasterised: .+/);
    assert.equal(rasterise(`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`).data.length, 3);
  });

  it("shows when a hole turns good, and is the same for the same session", () => {
    const recorded = halfSurveyed();
    const { session, way } = recorded;
    session.moved(session.tree.row("s1p1")!, 60);
    expose(recorded, "s1p1h1");
    const pending = renderSession(session, way, "rgb_array");
    assert.deepEqual(renderSession(session, way, "rgb_array"), pending);
    assert.equal(pending.data.length, pending.width * pending.height * 3);
    session.resulted(session.tree.row("s1p1h1")!, { ctfResolutionAngstrom: 4, failed: false });
    assert.notDeepEqual(renderSession(session, way, "rgb_array").data, pending.data);
  });

  it("does not keep a process alive", () => {
    const url = new URL("../../../../env/render/raster/rasterise.js", import.meta.url);
    const script = `import { rasterise } from "${url}"; console.log(rasterise('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"/>').data.length);`;
    const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { timeout: 20_000 });
    assert.deepEqual([String(stdout).trim(), status], ["6", 0]);
  });
});
