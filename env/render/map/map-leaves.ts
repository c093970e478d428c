import { type Html, html } from "../html.js";
import type { MapLayout } from "../layout/map-layout.js";
import { type PredictionRanks, rankPredictions } from "../prediction.js";
import type { SessionView } from "../session-view.js";
import { childrenOf, drawnLevels, leavesBelow } from "../tree-walk.js";
import type { MapWay } from "./map-way.js";
import { markOf } from "./mark.js";
import { rounded } from "./position.js";

/** What a mark is to say when it is pointed at, by its row; undefined for nothing. */
export type TipOf = (leaf: number) => string | undefined;

/**
 * All known leaves with the way between them, to lie above the boxes. Those of a grid or square are one SVG group with
 * the id `q` and the target's row; each leaf has the id `h` and its row.
 */
export function mapLeaves(view: SessionView, layout: MapLayout, way: MapWay, tip: TipOf): Html {
  const { tree } = view;
  const { square } = drawnLevels(tree);
  const ranks = rankPredictions(tree);
  const draw = (row: number): Html => {
    if (tree.level[row]! < square) return html`<g id="q${row}">${childrenOf(tree, row).map(draw)}</g>`;
    // The start is drawn last, above its neighbours.
    const leaves = leavesBelow(tree, row).sort((a, b) => Number(a === view.start) - Number(b === view.start));
    const marks = leaves.map((leaf) => drawLeaf(view, layout, ranks, leaf, tip(leaf)));
    return html`<g id="q${row}">${way.within.get(row)}${marks}</g>`;
  };
  return html`<g>${childrenOf(tree, 0).map(draw)}</g>`;
}

function drawLeaf(
  { states }: SessionView,
  layout: MapLayout,
  ranks: PredictionRanks | undefined,
  leaf: number,
  tip: string | undefined,
): Html {
  const mark = markOf(states.get(leaf)!, ranks?.quarter.get(leaf));
  const said = tip === undefined ? undefined : html` data-tip="${tip}"`;
  return html`<use id="h${leaf}" href="#m-${mark}" x="${rounded(layout.x[leaf]!)}" y="${rounded(layout.y[leaf]!)}"${said}/>`;
}
