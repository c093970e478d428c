import type { TopLevelSpec } from "vega-lite";
import { exposures } from "./exposures.js";
import { clock, decimals } from "./figures.js";
import { type HoleState, holeStates, holeStatesAtEnd } from "./hole-state.js";
import { type ColourName, colour } from "./palette.js";
import type { ChartLayers } from "./render-chart.js";
import type { MapFrame, MapLayout } from "./schematic-layout.js";
import type { SessionReportData } from "./session-report-data.js";
import { shortNames } from "./short-names.js";
import { visits, way } from "./way.js";

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

/** Sizes of a label's first and second line, pixels; a character is about half as wide. */
const LABEL_FONT = [12, 11] as const;

const X = { field: "x", type: "quantitative", axis: null } as const;
const Y = { field: "y", type: "quantitative", axis: null } as const;

/** Every hole as a dot by what became of it, in the frames of its square and grid, and the way taken. */
export function sessionMap(data: SessionReportData, layout: MapLayout): TopLevelSpec {
  const [holes, frames] = [holeMarks(data, layout), frameMarks(data, layout)];
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
      {
        data: { values: frames.boxes },
        mark: { type: "rect", aria: false, cornerRadius: 5 },
        encoding: {
          x: X,
          y: Y,
          x2: { field: "x2" },
          y2: { field: "y2" },
          fill: { field: "fill", type: "nominal", scale: null },
          stroke: { field: "stroke", type: "nominal", scale: null },
        },
      },
      ...wayLayers(data, layout),
      ...labelLayers(frames.labels),
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

const rounded = (value: number) => Math.round(value * 10) / 10;

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

function frameMarks(data: SessionReportData, layout: MapLayout) {
  const { tree } = data;
  const names = shortNames(tree);
  const groupLevel = tree.leafLevel - 1;
  const squareLevel = groupLevel - 1;
  const taken = exposures(tree, data.main);
  const visited = visits(tree, taken, Math.max(0, squareLevel));
  const boxes = layout.frames.map(({ level, x, y, width, height }) => ({
    x: rounded(x),
    y: rounded(y),
    x2: rounded(x + width),
    y2: rounded(y + height),
    fill: level === groupLevel ? colour("patch") : level === squareLevel ? colour("panel") : "transparent",
    stroke: level === groupLevel ? "transparent" : colour("line"),
  }));
  const most = (frame: MapFrame, line: 0 | 1) => Math.floor((frame.width - 12) / (0.54 * LABEL_FONT[line]));
  const label = (frame: MapFrame, line: 0 | 1, text: string) => ({
    x: rounded(frame.x + 8),
    y: rounded(frame.y + 13 + 14 * line),
    text: text.length <= most(frame, line) ? text : `${text.slice(0, most(frame, line) - 1)}…`,
    line,
  });
  const labels = layout.frames.flatMap((frame) => {
    const { row, level } = frame;
    if (level >= groupLevel) return [];
    const name = label(frame, 0, `${tree.shape.levels[level]} ${names[row]}`);
    if (level < squareLevel) return [name];
    const here = taken.filter(({ hole }) => tree.ancestor(hole, level) === row);
    const good = here.filter(({ state }) => state === "good").length;
    return [name, label(frame, 1, squareWords(good, here.length, visited.get(row), most(frame, 1)))];
  });
  return { boxes, labels };
}

/** What came of a square and which visits it had, as far as that fits. */
function squareWords(good: number, exposed: number, numbers: readonly number[] | undefined, most: number): string {
  if (numbers === undefined) return "not visited";
  const many = numbers.length === 1 ? "" : "s";
  const named = `${good}/${exposed} good · visit${many} ${numbers.join(", ")}`;
  return named.length <= most ? named : `${good}/${exposed} good · ${numbers.length} visit${many}`;
}

/** Names and counts, with a seam in the background's colour so that lines below do not strike them out. */
function labelLayers(labels: ReturnType<typeof frameMarks>["labels"]): ChartLayers {
  return [0, 1].flatMap((line) =>
    [true, false].map((seam) => ({
      data: { values: labels.filter((label) => label.line === line) },
      mark: {
        type: "text",
        aria: false,
        align: "left",
        baseline: "middle",
        fontSize: LABEL_FONT[line]!,
        color: colour(seam ? "panel" : line === 0 ? "ink" : "muted"),
        ...(seam ? { stroke: colour("panel"), strokeWidth: 3, strokeJoin: "round" as const } : {}),
      },
      encoding: { x: X, y: Y, text: { field: "text" } },
    })),
  );
}

/** Steps within a group as straight lines, moves as arcs; fainter at the beginning. */
function wayLayers(data: SessionReportData, layout: MapLayout): ChartLayers {
  const { tree } = data;
  const start = data.startHole === undefined ? undefined : tree.row(data.startHole);
  const steps = way(tree, exposures(tree, data.main), start);
  const at = (hole: number) => ({ x: rounded(layout.x[hole]!), y: rounded(layout.y[hole]!) });
  const within = steps.filter(({ level }) => level === tree.leafLevel);
  const lines = within.map(({ from, to, time }) => {
    const [a, b] = [at(from), at(to)];
    return { ...a, x2: b.x, y2: b.y, opacity: rounded(0.3 + 0.5 * time) };
  });
  const moves = steps.filter(({ level }) => level !== tree.leafLevel);
  const arcs = moves.flatMap(({ from, to, level, time }, step) => {
    const [a, b] = [at(from), at(to)];
    const inSquare = level === tree.leafLevel - 1;
    const bend = inSquare ? 0.14 : 0.2;
    const x = rounded((a.x + b.x) / 2 + bend * (a.y - b.y));
    const y = rounded((a.y + b.y) / 2 + bend * (b.x - a.x));
    const look = { step, width: inSquare ? 1.6 : 2.2, opacity: rounded(0.45 + 0.45 * time) };
    return [a, { x, y }, b].map((point, nth) => ({ ...point, ...look, nth }));
  });
  const look = { opacity: { field: "opacity", type: "quantitative", scale: null } } as const;
  return [
    {
      data: { values: lines },
      mark: { type: "rule", aria: false, color: colour("muted"), strokeWidth: 1 },
      encoding: { x: X, y: Y, x2: { field: "x2" }, y2: { field: "y2" }, ...look },
    },
    {
      data: { values: arcs },
      mark: { type: "line", aria: false, interpolate: "basis", strokeCap: "round", color: colour("ink") },
      encoding: {
        x: X,
        y: Y,
        detail: { field: "step", type: "nominal" },
        order: { field: "nth", type: "quantitative" },
        strokeWidth: { field: "width", type: "quantitative", scale: null },
        ...look,
      },
    },
  ];
}
