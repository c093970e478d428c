import { type Html, html } from "../html.js";
import type { MapFrame, MapLayout } from "../layout/map-layout.js";
import type { SessionView } from "../session-view.js";
import { childrenOf, drawnLevels } from "../tree-walk.js";
import { rounded } from "./position.js";

/**
 * The boxes of grids, squares and groups, to lie below all else. Those of a grid or square and all in it are one SVG
 * group with the id `b` and the target's row, so that a close-up can use it; a box has the id `r` and the row.
 */
export function mapBoxes(view: SessionView, layout: MapLayout): Html {
  const { tree } = view;
  const { group, square, hole } = drawnLevels(tree);
  const frames = new Map(layout.frames.map((frame) => [frame.row, frame]));
  const box = (row: number, kind: string) => {
    const frame = frames.get(row);
    return frame === undefined ? undefined : html`<rect id="r${row}" class="m-${kind}" ${place(frame)} rx="5"/>`;
  };
  const rim = (row: number) =>
    html`<circle class="m-rim" cx="${rounded(layout.x[row]!)}" cy="${rounded(layout.y[row]!)}" r="${rounded(0.46 * layout.holePitch)}"/>`;
  const cell = cellDrawer(view, layout);
  const draw = (row: number): Html => {
    const level = tree.level[row]!;
    const children = childrenOf(tree, row);
    if (level > group) return html``;
    if (level === group) return html`${box(row, "group")}${hole < tree.leafLevel ? children.map(rim) : undefined}`;
    const inside = html`${children.map(cell)}${children.map(draw)}`;
    return html`<g id="b${row}">${box(row, level === square ? "square" : "grid")}${inside}</g>`;
  };
  return html`<g>${childrenOf(tree, 0).map(draw)}</g>`;
}

/** Draws a square as a cell of its grid's atlas, where it has one; the id is `c` and the row. */
function cellDrawer({ tree, exposures }: SessionView, layout: MapLayout): (row: number) => Html | undefined {
  const { square } = drawnLevels(tree);
  const visited = new Set(exposures.map((exposure) => tree.ancestor(exposure.hole, square)));
  const cells = new Map(layout.cells.map((cell) => [cell.row, cell]));
  return (row) => {
    const cell = cells.get(row);
    if (cell === undefined) return undefined;
    const known = tree.childCount[row]! > 0 ? " m-known" : "";
    const state = visited.has(row) ? " m-visited" : known;
    return html`<rect id="c${row}" class="m-cell${state}" ${place(cell)} rx="3"/>`;
  };
}

function place({ x, y, width, height }: MapFrame): Html {
  return html`x="${rounded(x)}" y="${rounded(y)}" width="${rounded(width)}" height="${rounded(height)}"`;
}
