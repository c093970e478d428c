import type { HoleState } from "../hole-state.js";
import { Html, html } from "../html.js";
import type { Colouring, ColourName } from "../palette.js";

/** Ways to draw a leaf: told apart by shape and size as well as by colour. */
export const marks = [
  "good",
  "bad",
  "failed",
  "pending",
  "open",
  "open0",
  "open1",
  "open2",
  "open3",
  "gone",
  "start",
  "trueGood",
  "trueBad",
] as const;
export type Mark = (typeof marks)[number];

interface Look {
  readonly colour: ColourName;
  /** Path within ±1. */
  readonly path: string;
  /** Width in pitches. */
  readonly width: number;
}

const CIRCLE = "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0Z";
const SQUARE = "M-1,-1H1V1H-1Z";
const CROSS = "M-1,-.62L-.62,-1L0,-.38L.62,-1L1,-.62L.38,0L1,.62L.62,1L0,.38L-.62,1L-1,.62L-.38,0Z";
const RING = "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0ZM-.6,0A.6,.6,0,1,0,.6,0A.6,.6,0,1,0,-.6,0Z";
const STAR = "M0,-1L.245,-.337L.951,-.309L.396,.129L.588,.809L0,.416L-.588,.809L-.396,.129L-.951,-.309L-.245,-.337Z";

const looks: Readonly<Record<Mark, Look>> = {
  good: { colour: "blue", path: CIRCLE, width: 0.74 },
  bad: { colour: "orange", path: SQUARE, width: 0.56 },
  failed: { colour: "vermilion", path: CROSS, width: 0.66 },
  pending: { colour: "purple", path: RING, width: 0.74 },
  open: { colour: "faint", path: CIRCLE, width: 0.3 },
  open0: { colour: "faint", path: CIRCLE, width: 0.17 },
  open1: { colour: "faint", path: CIRCLE, width: 0.27 },
  open2: { colour: "grey", path: CIRCLE, width: 0.37 },
  open3: { colour: "grey", path: CIRCLE, width: 0.48 },
  gone: { colour: "faint", path: CROSS, width: 0.45 },
  start: { colour: "ink", path: STAR, width: 1.3 },
  trueGood: { colour: "blue", path: RING, width: 0.5 },
  trueBad: { colour: "faint", path: CROSS, width: 0.3 },
};

/** How a leaf in a state is drawn. @param quarter what is predicted, 3 for the best, if anything */
export function markOf(state: HoleState, quarter: number | undefined): Mark {
  switch (state) {
    case "failed fit":
      return "failed";
    case "not exposed":
      return quarter === undefined ? "open" : (`open${quarter}` as Mark);
    case "not available":
      return "gone";
    case "start (spent)":
      return "start";
    default:
      return state;
  }
}

/** Definitions that {@link placeMark} refers to. @param pitch distance of neighbouring leaves, pixels */
export function markSymbols(pitch: number, paint: Colouring): Html {
  const symbol = (mark: Mark) => {
    const { colour, path, width } = looks[mark];
    const scale = ((width * pitch) / 2).toFixed(2);
    return html`<path id="m-${mark}" d="${path}" transform="scale(${scale})" fill="${new Html(paint(colour))}" fill-rule="evenodd"/>`;
  };
  return html`<defs>${marks.map(symbol)}</defs>`;
}

/** A legend's entry for a mark, as an SVG group of its own at a place. @param size of a pitch, pixels */
export function legendMark(mark: Mark, x: number, y: number, size: number, paint: Colouring): Html {
  const { colour, path, width } = looks[mark];
  const scale = ((Math.min(1, width) * size) / 2).toFixed(2);
  return html`<path d="${path}" transform="translate(${x} ${y}) scale(${scale})" fill="${new Html(paint(colour))}" fill-rule="evenodd"/>`;
}
