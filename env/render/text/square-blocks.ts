import { HolePatches } from "../layout/hole-patches.js";
import { rankPredictions } from "../prediction.js";
import type { SessionView } from "../session-view.js";
import { childrenOf, drawnLevels } from "../tree-walk.js";
import { type Paint, shorten } from "./style.js";
import { type LeafSymbol, symbolOf } from "./symbol.js";

/** Lines of equal visible width, painted. */
interface Block {
  readonly width: number;
  readonly lines: readonly string[];
}

/** Columns of a hole's symbol with the gap to the next. */
const COLUMNS = 2;
const GAP = 3;
const LEAST_BLOCK = 6;

/**
 * A square's leaves as symbols where its image or the stage shows them, group by group side by side.
 *
 * @param names by row
 * @param width columns there are
 */
export function squareBlocks(
  view: SessionView,
  square: number,
  names: readonly string[],
  width: number,
  paint: Paint,
): string[] {
  const { tree, place } = view;
  const patches = new HolePatches(tree);
  const ranks = rankPredictions(tree);
  const symbol = (leaf: number): LeafSymbol => symbolOf(view.states.get(leaf)!, ranks?.quarter.get(leaf));
  const finer = drawnLevels(tree).hole < tree.leafLevel ? 3 : 1;
  const block = (row: number, name: string, isHere: boolean): Block => {
    const { rows, x, y } = patches.below(row);
    const left = Math.round(finer * Math.min(...x));
    const top = Math.round(finer * Math.min(...y));
    const leaves = rows.flatMap((leaf, i) =>
      tree.isLeaf(leaf)
        ? [{ leaf, column: Math.round(finer * x[i]!) - left, line: Math.round(finer * y[i]!) - top }]
        : [],
    );
    const columns = Math.max(1, Math.floor(width / COLUMNS));
    const drawn = drawGrid(leaves, columns, (leaf) => {
      const { character, role } = symbol(leaf);
      return leaf === place ? paint("here", character) : paint(role, character);
    });
    const wide = Math.min(width, Math.max(drawn.width, LEAST_BLOCK, [...name].length));
    const title = shorten(name, wide);
    const pad = (text: string, visible: number) => text + " ".repeat(Math.max(0, wide - visible));
    const head = name === "" ? [] : [pad(paint(isHere ? "strong" : "muted", title), [...title].length)];
    return { width: wide, lines: [...head, ...drawn.lines.map((line) => pad(line, drawn.width))] };
  };
  if (patches.onStage) return beside([block(square, "", false)], width);
  const groups = childrenOf(tree, square).filter((group) => tree.childCount[group]! > 0);
  return beside(
    groups.map((group) => block(group, names[group]!, tree.contains(group, place))),
    width,
  );
}

interface Placed {
  readonly leaf: number;
  readonly column: number;
  readonly line: number;
}

/** Symbols in a grid of characters; of two in one place the later goes to the next free one. */
function drawGrid(leaves: readonly Placed[], columns: number, draw: (leaf: number) => string): Block {
  const fits = leaves.every(({ column }) => column < columns);
  const taken = new Map<string, string>();
  let wide = 0;
  let high = 0;
  leaves.forEach(({ leaf, column, line }, i) => {
    let [c, l] = fits ? [column, line] : [i % columns, Math.floor(i / columns)];
    while (taken.has(`${c} ${l}`)) {
      c++;
      if (c >= columns) {
        c = 0;
        l++;
      }
    }
    taken.set(`${c} ${l}`, draw(leaf));
    wide = Math.max(wide, c + 1);
    high = Math.max(high, l + 1);
  });
  const lines = Array.from({ length: high }, (_, l) =>
    Array.from({ length: wide }, (__, c) => taken.get(`${c} ${l}`) ?? " ").join(" "),
  );
  return { width: Math.max(0, COLUMNS * wide - 1), lines };
}

/** Blocks side by side, in as many rows as the width needs. */
function beside(blocks: readonly Block[], width: number): string[] {
  const rows: Block[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const block of blocks) {
    if (used + GAP + block.width > width) {
      rows.push([]);
      used = -GAP;
    }
    rows.at(-1)!.push(block);
    used += GAP + block.width;
  }
  return rows.flatMap((row, i) => {
    const high = Math.max(...row.map((block) => block.lines.length));
    const lines = Array.from({ length: high }, (_, l) =>
      row
        .map((block) => block.lines[l] ?? " ".repeat(block.width))
        .join(" ".repeat(GAP))
        .trimEnd(),
    );
    return i === 0 ? lines : ["", ...lines];
  });
}
