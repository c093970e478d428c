import type { TopLevelSpec } from "vega-lite";
import { exposures } from "./exposures.js";
import { clock, decimals } from "./figures.js";
import { type HoleState, holeStates, holeStatesAtEnd } from "./hole-state.js";
import { mapFrames } from "./map-frames.js";
import { rounded, X, Y } from "./map-position.js";
import { mapWay } from "./map-way.js";
import { type ColourName, colour } from "./palette.js";
import type { MapLayout } from "./schematic-layout.js";
import type { SessionReportData } from "./session-report-data.js";
import { shortNames } from "./short-names.js";

/** How a hole is drawn: told apart by shape and lightness as well as by colour. */
interface Look {
  readonly colour: ColourName;
  /** A Vega symbol: a name, or a path within ±1. */
  readonly shape: string;
  /** Width in hole pitches. */
  readonly width: number;
}

const CROSS = "M-1,-0.62L-0.62,-1L0,-0.38L0.62,-1L1,-0.62L0.38,0L1,0.62L0.62,1L0,0.38L-0.62,1L-1,0.62L-0.38,0Z";
const RING = "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0ZM-0.6,0A0.6,0.6,0,1,0,0.6,0A0.6,0.6,0,1,0,-0.6,0Z";
const STAR =
  "M0,-1L0.245,-0.337L0.951,-0.309L0.396,0.129L0.588,0.809L0,0.416L-0.588,0.809L-0.396,0.129L-0.951,-0.309L-0.245,-0.337Z";

const looks: Readonly<Record<HoleState, Look>> = {
  good: { colour: "blue", shape: "circle", width: 0.72 },
  bad: { colour: "orange", shape: "square", width: 0.56 },
  "failed fit": { colour: "vermilion", shape: CROSS, width: 0.66 },
  "no result": { colour: "purple", shape: RING, width: 0.7 },
  "not exposed": { colour: "faint", shape: "circle", width: 0.3 },
  "not available": { colour: "faint", shape: CROSS, width: 0.45 },
  "start (spent)": { colour: "ink", shape: STAR, width: 1.5 },
};

/** Every hole as a dot by what became of it, in the frames of its square and grid, and the way taken. */
export function sessionMap(data: SessionReportData, layout: MapLayout): TopLevelSpec {
  const holes = holeMarks(data, layout);
  const frames = mapFrames(data, layout);
  const shown = holeStates.filter((state) => holes.some((hole) => hole.state === state));
  const legend = { orient: "top", title: null, columns: shown.length, symbolSize: 110, offset: 10 } as const;
  return {
    width: layout.width,
    height: layout.height,
    padding: 1,
    description: "Map of the session: holes by outcome, and the way taken",
    encoding: {
      x: { scale: { domain: [0, layout.width], nice: false } },
      y: { scale: { domain: [0, layout.height], nice: false, reverse: true } },
    },
    layer: [
      ...frames.boxes,
      ...mapWay(data, layout),
      ...frames.labels,
      {
        data: { values: holes },
        mark: { type: "point", filled: true, opacity: 1, strokeWidth: 0 },
        encoding: {
          x: X,
          y: Y,
          size: { field: "size", type: "quantitative", scale: null },
          description: { field: "description" },
          shape: {
            field: "state",
            type: "nominal",
            title: null,
            scale: { domain: shown, range: shown.map((state) => looks[state].shape) },
            legend,
          },
          color: {
            field: "state",
            type: "nominal",
            title: null,
            scale: { domain: shown, range: shown.map((state) => colour(looks[state].colour)) },
            legend,
          },
        },
      },
    ],
  };
}

function holeMarks(data: SessionReportData, layout: MapLayout) {
  const { tree } = data;
  const states = holeStatesAtEnd(data);
  const names = shortNames(tree);
  const taken = new Map(exposures(tree, data.main).map((exposure) => [exposure.hole, exposure]));
  const rows = Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
  return rows
    .map((hole) => {
      const state = states[hole]!;
      const place: string[] = [];
      for (let at = hole; at > 0; at = tree.parent[at]!) place.unshift(names[at]!);
      const lines = [`${place.join(" / ")} · ${state}`];
      const exposure = taken.get(hole);
      if (exposure !== undefined) {
        const ctf = decimals(exposure.ctfResolutionAngstrom, 1);
        lines.push(`exposure ${exposure.number} at ${clock(exposure.atSeconds)} h · CTF resolution ${ctf} Å`);
        lines.push(data.reasons?.get(tree.ids[hole]!) ?? "");
      }
      return {
        x: rounded(layout.x[hole]!),
        y: rounded(layout.y[hole]!),
        state,
        size: (looks[state].width * layout.pitch) ** 2,
        description: lines.filter((line) => line !== "").join("\n"),
        // The start is drawn last, above its neighbours.
        order: state === "start (spent)" ? 1 : 0,
      };
    })
    .sort((a, b) => a.order - b.order);
}
