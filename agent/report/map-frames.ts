import { exposures } from "./exposures.js";
import { rounded, X, Y } from "./map-position.js";
import { colour } from "./palette.js";
import type { ChartLayers } from "./render-chart.js";
import type { MapFrame, MapLayout } from "./schematic-layout.js";
import type { SessionReportData } from "./session-report-data.js";
import { shortNames } from "./short-names.js";
import { visits } from "./way.js";

/** Sizes of a label's first and second line, pixels; a character is about half as wide. */
const LABEL_FONT = [12, 11] as const;

/** The boxes of grids, squares and groups, to lie below all else, and their names, to lie above the way. */
export function mapFrames(data: SessionReportData, layout: MapLayout): Record<"boxes" | "labels", ChartLayers> {
  const { boxes, labels } = frameMarks(data, layout);
  return {
    boxes: [
      {
        data: { values: boxes },
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
    ],
    labels: labelLayers(labels),
  };
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
