import assert from "node:assert/strict";
import { html } from "../../../../env/render/html.js";
import { layoutMap } from "../../../../env/render/layout/map-layout.js";
import { mapStyle } from "../../../../env/render/map/map-style.js";
import { sessionMap } from "../../../../env/render/map/session-map.js";
import { lightColour } from "../../../../env/render/palette.js";
import { rasterise } from "../../../../env/render/raster/rasterise.js";
import { viewOfSession } from "../../../../env/render/session-view.js";
import {
  contentsOf,
  everyState,
  expose,
  halfSurveyed,
  type RecordedSession,
  withPositions,
} from "../../../support/render-sessions.js";

function mapOf({ session, way }: RecordedSession): string {
  const view = viewOfSession(session, way);
  const layout = layoutMap(session.tree);
  const inside = sessionMap(view, layout, { paint: lightColour, tip: (leaf) => session.tree.path(leaf) });
  return html`<svg xmlns="http://www.w3.org/2000/svg" class="map" width="${Math.ceil(layout.width)}" height="${Math.ceil(layout.height)}"><style>${mapStyle(lightColour).replaceAll("'", "")}</style>${inside}</svg>`
    .text;
}

/** Each drawn leaf's id with its mark. */
function drawn(map: string, { session }: RecordedSession): [string, string][] {
  return [...map.matchAll(/<use id="h(\d+)" href="#m-(\w+)"/g)].map(([, row, mark]) => [
    session.tree.ids[Number(row)]!,
    mark!,
  ]);
}

describe("sessionMap", () => {
  it("draws every known hole once, by what became of it", () => {
    const recorded = everyState();
    const marks = drawn(mapOf(recorded), recorded);
    assert.equal(marks.length, 24);
    const found = new Map(marks);
    assert.equal(found.size, 24);
    assert.deepEqual(
      ["s1p1h1", "s1p1h2", "s1p1h3", "s1p2h1", "s2p1h1"].map((id) => found.get(id)),
      ["good", "bad", "failed", "pending", "gone"],
    );
    assert.match(found.get("s2p1h2")!, /^open[0-3]$/);
  });

  it("never draws what has not been seen, and draws it once it has", () => {
    const recorded = halfSurveyed();
    const { session } = recorded;
    session.tree.childCount[session.tree.row("s2")!] = 0;
    const before = mapOf(recorded);
    assert.deepEqual(
      drawn(before, recorded).filter(([id]) => id.startsWith("s2")),
      [],
    );
    assert.ok(!/id="[bqtnr]-?\d+"[^>]*>[^<]*s2p/.test(before));
    assert.match(before, /class="m-cell"/);
    const other = halfSurveyed();
    other.session.found(contentsOf("s3"));
    other.session.surveyed("s3");
    const after = drawn(mapOf(other), other);
    assert.equal(after.filter(([id]) => id.startsWith("s3")).length, 12);
    assert.doesNotMatch(mapOf(other), /class="m-cell/);
  });

  it("draws the way and where the stage stands", () => {
    const map = mapOf(everyState());
    assert.equal(map.match(/<path class="m-w/g)?.length, 3);
    assert.equal(map.match(/class="m-here"/g)?.length, 1);
    const moved = halfSurveyed();
    moved.session.moved(moved.session.tree.row("s3")!, 60);
    assert.match(mapOf(moved), /<rect class="m-here"/);
    assert.doesNotMatch(mapOf(halfSurveyed()), /class="m-here"/);
  });

  it("keeps the way within a square with the square, for its close-up", () => {
    const recorded = halfSurveyed();
    for (const id of ["s1p1h1", "s1p1h2", "s1p2h1", "s2p1h1", "s2p1h2"]) expose(recorded, id, 4);
    const map = mapOf(recorded);
    const part = (from: string, to: string) => map.slice(map.indexOf(from), map.indexOf(to, map.indexOf(from)));
    const numbers = (text: string) => [...text.matchAll(/<path class="m-w[^>]*data-n="(\d+)"/g)].map(([, n]) => n);
    const row = (id: string) => recorded.session.tree.row(id);
    assert.deepEqual(numbers(part(`<g id="q${row("s1")}"`, "</g>")), ["2", "3"]);
    assert.deepEqual(numbers(part(`<g id="far"`, "</g>")), ["4"]);
    assert.deepEqual(numbers(part(`<g id="q${row("s2")}"`, "</g>")), ["5"]);
  });

  it("draws positions inside their holes", () => {
    const recorded = withPositions();
    const map = mapOf(recorded);
    const marks = new Map(drawn(map, recorded));
    assert.equal(marks.size, 6);
    assert.equal(marks.get("gsp1.2"), "good");
    assert.equal(map.match(/class="m-rim"/g)?.length, 2);
    const { tree } = recorded.session;
    const { x, y, holePitch } = layoutMap(tree);
    for (const id of ["gsp1.1", "gsp1.2", "gsp1.3"]) {
      const [leaf, hole] = [tree.row(id)!, tree.row("gsp1")!];
      assert.ok(Math.hypot(x[leaf]! - x[hole]!, y[leaf]! - y[hole]!) < holePitch / 2);
    }
  });

  it("is well-formed, whatever names hold, with ids that come once", () => {
    for (const recorded of [everyState(`</svg><script>&"'\u0000 `), withPositions(), halfSurveyed()]) {
      const map = mapOf(recorded);
      assert.doesNotMatch(map, /<script/);
      assert.ok(rasterise(map).width > 0);
      const ids = [...map.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      assert.equal(new Set(ids).size, ids.length);
      for (const [, id] of map.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.includes(id), id);
    }
  });
});
