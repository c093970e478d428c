import { exposures } from "./exposures.js";
import { rounded, X, Y } from "./map-position.js";
import { colour } from "./palette.js";
import type { ChartLayers } from "./render-chart.js";
import type { MapLayout } from "./schematic-layout.js";
import type { SessionReportData } from "./session-report-data.js";
import { way } from "./way.js";

/** Steps within a group as straight lines, moves as arcs; fainter at the beginning. */
export function mapWay(data: SessionReportData, layout: MapLayout): ChartLayers {
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
