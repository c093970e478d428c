import { count, resultWords } from "../figures.js";
import { type Html, html } from "../html.js";
import type { MapFrame, MapLayout } from "../layout/map-layout.js";
import type { SessionView } from "../session-view.js";
import { shortNames, targetTitle } from "../short-names.js";
import { childrenOf, drawnLevels } from "../tree-walk.js";
import { visits } from "../way.js";
import { rounded } from "./position.js";

/** Sizes of a label's first and second line, pixels; a character is about half as wide. */
export const LABEL_FONT = [12, 11] as const;

/**
 * Names of grids and squares, and what came of them, to lie above the way. Those of a target are an SVG group with the
 * id `t` and its row; a square's second line has the id `n` and its row.
 */
export function mapLabels(view: SessionView, layout: MapLayout): Html {
  const { tree } = view;
  const { square } = drawnLevels(tree);
  const names = shortNames(tree);
  const frames = new Map(layout.frames.map((frame) => [frame.row, frame]));
  const words = squareWords(view);
  const cells = new Map(layout.cells.map((cell) => [cell.row, cell]));
  const cellName = (row: number) => {
    const cell = cells.get(row);
    if (cell === undefined) return undefined;
    const [x, y] = [rounded(cell.x + cell.width / 2), rounded(cell.y + cell.height / 2)];
    return html`<text class="m-cell-name" x="${x}" y="${y}">${[...names[row]!].slice(-3).join("")}</text>`;
  };
  const draw = (row: number): Html => {
    const level = tree.level[row]!;
    if (level > square) return html``;
    const frame = frames.get(row);
    const name = frame && line(frame, 0, targetTitle(tree, row, names), html`class="m-name"`);
    const facts =
      frame && level === square
        ? line(frame, 1, words(row, longest(frame, 1)), html`class="m-facts" id="n${row}"`)
        : undefined;
    const children = childrenOf(tree, row);
    return html`<g id="t${row}">${name}${facts}${children.map(cellName)}${children.map(draw)}</g>`;
  };
  return html`<g>${childrenOf(tree, 0).map(draw)}</g>`;
}

function line(frame: MapFrame, nth: 0 | 1, text: string, attributes: Html): Html {
  const most = longest(frame, nth);
  const shown = text.length <= most ? text : `${text.slice(0, most - 1)}…`;
  return html`<text ${attributes} x="${rounded(frame.x + 8)}" y="${rounded(frame.y + 13 + 14 * nth)}">${shown}</text>`;
}

/** Characters that fit into a line of a frame. */
function longest(frame: MapFrame, nth: 0 | 1): number {
  return Math.floor((frame.width - 12) / (0.54 * LABEL_FONT[nth]));
}

/** What came of a square and which visits it had, as far as that fits. */
function squareWords({ tree, exposures }: SessionView): (square: number, most: number) => string {
  const level = drawnLevels(tree).square;
  const visited = visits(tree, exposures, level);
  const good = new Map<number, number>();
  const pending = new Map<number, number>();
  const exposed = new Map<number, number>();
  const add = (counts: Map<number, number>, square: number) => counts.set(square, (counts.get(square) ?? 0) + 1);
  for (const { hole, state } of exposures) {
    const square = tree.ancestor(hole, level);
    add(exposed, square);
    if (state === "good") add(good, square);
    if (state === "pending") add(pending, square);
  }
  return (square, most) => {
    const numbers = visited.get(square);
    if (numbers === undefined) return "not visited";
    const waiting = pending.get(square) ?? 0;
    const results = exposed.get(square)! - waiting;
    const share = resultWords(good.get(square) ?? 0, results, waiting, " · ");
    const named = `${share} · visit${numbers.length === 1 ? "" : "s"} ${numbers.join(", ")}`;
    return named.length <= most ? named : `${share} · ${count(numbers.length, "visit")}`;
  };
}
