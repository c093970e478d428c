import { type HoleState, holeStates } from "../hole-state.js";
import { type Html, html } from "../html.js";
import type { Colouring } from "../palette.js";
import { rankPredictions } from "../prediction.js";
import type { SessionView } from "../session-view.js";
import { legendMark, type Mark, markOf } from "./mark.js";

/** Marks that say one thing together, and what they say. */
export interface LegendEntry {
  readonly marks: readonly Mark[];
  readonly words: string;
  /** CSS class of its marks and words, for a page that shows it at times. */
  readonly className?: string;
}

/** What a map's marks mean. @param more states that may be seen besides those of the view */
export function legendEntries({ tree, states }: SessionView, more: readonly HoleState[] = []): LegendEntry[] {
  const shown = new Set([...states.values(), ...more]);
  const ranked = rankPredictions(tree) !== undefined;
  return holeStates
    .filter((state) => shown.has(state))
    .map((state) =>
      state === "not exposed" && ranked
        ? { marks: ["open0", "open1", "open2", "open3"], words: "not exposed; larger: better prediction" }
        : { marks: [markOf(state, undefined)], words: state },
    );
}

const FONT_PIXELS = 12;
const MARK_PIXELS = 15;
/** A character's mean width in the font's size. */
const CHARACTER = 0.53;
const GAP = 20;

/** A line of marks and words as an SVG group. @param x its left end @param y its middle */
export function legendLine(entries: readonly LegendEntry[], x: number, y: number, paint: Colouring): Html {
  let at = x;
  const drawn = entries.map(({ marks, words }) => {
    const symbols = marks.map((mark, i) => legendMark(mark, at + MARK_PIXELS * (i + 0.5), y, MARK_PIXELS, paint));
    const left = at + MARK_PIXELS * marks.length + 5;
    at = left + CHARACTER * FONT_PIXELS * words.length + GAP;
    return html`${symbols}<text x="${left.toFixed(1)}" y="${y}" class="m-legend">${words}</text>`;
  });
  return html`<g>${drawn}</g>`;
}
