import { clock, resultWords } from "../figures.js";
import { holeStates } from "../hole-state.js";
import { rankPredictions } from "../prediction.js";
import { countWords, placeWords, type SessionFacts } from "../session-facts.js";
import type { SessionView } from "../session-view.js";
import { shortNames, targetTitle } from "../short-names.js";
import { childrenOf, drawnLevels, leavesBelow } from "../tree-walk.js";
import { squareBlocks } from "./square-blocks.js";
import { type Paint, painter, printable, shorten } from "./style.js";
import { symbolWords } from "./symbol.js";

export interface SessionTextOptions {
  /** Columns that a line may take, at least 40. Default: 80. */
  readonly width?: number;
  /** Whether colour codes are written. Default: true. */
  readonly colour?: boolean;
}

const LEAST_WIDTH = 40;

/**
 * A session as text for a terminal: clock and counts, the cassette's grids, the grid's squares, the square's groups and
 * holes as symbols, what is pending, and what the symbols mean. No line is wider than asked for.
 *
 * @throws RangeError if the width is below 40
 * @example console.log(sessionText(viewOfSession(session, way), factsOf(session), { colour: false }));
 */
export function sessionText(view: SessionView, facts: SessionFacts, options: SessionTextOptions = {}): string {
  const { width = 80, colour = true } = options;
  if (!(width >= LEAST_WIDTH)) throw new RangeError(`the text's width is ${width}; expected at least ${LEAST_WIDTH}`);
  const paint = painter(colour);
  const { tree } = view;
  const names = shortNames(tree).map(printable);
  const { square } = drawnLevels(tree);
  const grid = square - 1;
  const here = standing(view, square);
  const gridRow = grid >= 1 && here !== undefined && tree.level[here]! >= grid ? tree.ancestor(here, grid) : undefined;
  const isSeen = here !== undefined && tree.level[here] === square && leavesBelow(tree, here).length > 0;
  const squareRow = isSeen ? here : undefined;
  const sections = [
    [...head(facts, width, paint), shorten(placeWords(tree, view.place, names), width)],
    section(view, 0, names, width, paint, here),
    ...(gridRow === undefined ? [] : [section(view, gridRow, names, width, paint, here)]),
    ...(squareRow === undefined
      ? []
      : [[title(view, squareRow, names, width, paint), ...squareBlocks(view, squareRow, names, width, paint)]]),
    pendingLines(view, names, width, paint),
    wrap(legend(view), width),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** The target at or above the square's level in which the stage stands, or in which it exposed last. */
function standing({ tree, place, exposures }: SessionView, square: number): number | undefined {
  if (place !== 0) return tree.ancestor(place, square);
  const last = exposures.at(-1);
  return last === undefined ? undefined : tree.ancestor(last.hole, square);
}

function head(facts: SessionFacts, width: number, paint: Paint): string[] {
  const time = `${clock(facts.clockSeconds)} of ${clock(facts.budgetSeconds)} h${facts.ended ? ", ended" : ""}`;
  const counts = countWords(facts).join(" · ");
  const share = facts.budgetSeconds > 0 ? Math.min(1, facts.clockSeconds / facts.budgetSeconds) : 1;
  const room = Math.min(30, width - time.length - counts.length - 4);
  if (room < 6) return [paint("strong", shorten(time, width)), shorten(counts, width)];
  const full = Math.round(room * share);
  const bar = `${"█".repeat(full)}${paint("muted", "░".repeat(room - full))}`;
  return [`${paint("strong", time)}  ${bar}  ${counts}`];
}

function title({ tree }: SessionView, row: number, names: readonly string[], width: number, paint: Paint): string {
  return paint("strong", shorten(targetTitle(tree, row, names), width));
}

/** A target's children, a cell each, with what came of them; the one in which the stage stands has an arrow. */
function section(
  view: SessionView,
  row: number,
  names: readonly string[],
  width: number,
  paint: Paint,
  here: number | undefined,
): string[] {
  const { tree } = view;
  const isAt = (child: number) => here !== undefined && tree.contains(child, here);
  const unknown = childrenOf(tree, row).filter((child) => !isAt(child) && leavesBelow(tree, child).length === 0);
  const shown = childrenOf(tree, row).filter((child) => !unknown.includes(child));
  const cells = shown.map((child) => {
    const isHere = isAt(child);
    return { isHere, text: `${isHere ? "▸" : " "} ${names[child]}  ${childWords(view, child)}` };
  });
  const widest = Math.min(
    width,
    cells.reduce((most, { text }) => Math.max(most, [...text].length), 0),
  );
  const columns = Math.max(1, Math.floor((width + 2) / (widest + 2)));
  const lines = [title(view, row, names, width, paint)];
  for (let i = 0; i < cells.length; i += columns) {
    const line = cells.slice(i, i + columns).map(({ isHere, text }) => {
      const padded = shorten(text, widest).padEnd(widest);
      return isHere ? paint("strong", padded) : padded;
    });
    lines.push(line.join("  ").trimEnd());
  }
  if (unknown.length > 0) {
    const list = `  nothing known: ${unknown.map((child) => names[child]).join(", ")}`;
    lines.push(paint("muted", shorten(list, width)));
  }
  return lines;
}

/** What came of a target, as short as can be: good of exposed, and how many are left. */
function childWords({ tree, states }: SessionView, row: number): string {
  const leaves = leavesBelow(tree, row).map((leaf) => states.get(leaf)!);
  if (leaves.length === 0) return "–";
  const number = (...wanted: string[]) => leaves.filter((state) => wanted.includes(state)).length;
  const results = number("good", "bad", "failed fit");
  const words = resultWords(number("good"), results, number("pending"), ", ");
  return `${words}${words === "" ? "" : ", "}${number("not exposed")} left`;
}

function pendingLines({ tree, states }: SessionView, names: readonly string[], width: number, paint: Paint): string[] {
  const pending = [...states].filter(([, state]) => state === "pending").map(([leaf]) => leaf);
  if (pending.length === 0) return [];
  const words = pending.map((leaf) => {
    const path: string[] = [];
    for (let at = leaf; at > 0; at = tree.parent[at]!) path.unshift(names[at]!);
    return path.join("/");
  });
  return [paint("pending", shorten(`pending: ${words.join(", ")}`, width))];
}

function legend({ tree, states }: SessionView): string[] {
  const ranked = rankPredictions(tree) !== undefined;
  const shown = new Set(states.values());
  return holeStates.filter((state) => shown.has(state)).map((state) => symbolWords(state, ranked));
}

/** Items in lines of a width, three columns apart. */
function wrap(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 3 + item.length <= width) lines[lines.length - 1] = `${last}   ${item}`;
    else lines.push(shorten(item, width));
  }
  return lines;
}
