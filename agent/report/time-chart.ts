import type { TopLevelSpec } from "vega-lite";
import { duration } from "../../env/render/figures.js";
import { type ColourName, colour } from "../../env/render/palette.js";
import type { RunSummary } from "./run-summary.js";

/** By what the time went into, from the inside of the tree outward; levels beyond these share the last move's. */
const moveColours: readonly ColourName[] = ["sky", "orange", "vermilion"];
const otherColours: Readonly<Record<string, ColourName>> = {
  exposing: "blue",
  waiting: "purple",
  "failed tries": "brown",
  "not used": "line",
};

/** What can be read on a bar, in light and dark. */
function labelColour(what: string): string {
  if (what === "exposing") return colour("paper");
  return what === "not used" ? colour("ink") : "#10151a";
}

/** Where each policy's time went: one stacked bar each, the main policy's first. */
export function timeChart(runs: readonly RunSummary[], budgetSeconds: number): TopLevelSpec {
  const kinds = runs[0]!.time.map((share) => share.what);
  const shown = kinds.filter((_, i) => runs.some((run) => run.time[i]!.seconds > 0));
  const moves = kinds.filter((kind) => otherColours[kind] === undefined);
  const colours = shown.map((kind) => {
    const move = Math.min(moves.indexOf(kind), moveColours.length - 1);
    return colour(otherColours[kind] ?? moveColours[move]!);
  });
  const values = runs.flatMap(({ policy, time }, run) => {
    let from = 0;
    return time.flatMap(({ what, seconds }) => {
      if (seconds === 0) return [];
      const start = from;
      from += seconds;
      const middle = (start + from) / 7200;
      const share = seconds / budgetSeconds;
      return {
        run,
        what,
        from: start / 3600,
        to: from / 3600,
        middle,
        labelColour: labelColour(what),
        label: share > 0.035 ? String(Math.round(seconds / 60)) : "",
        description: `${policy}: ${what} ${duration(seconds)}`,
      };
    });
  });
  const names = runs.map((run) => run.policy);
  const y = {
    field: "run",
    type: "ordinal",
    title: null,
    scale: { domain: names.map((_, i) => i), paddingInner: 0.3, paddingOuter: 0.1 },
    axis: {
      domain: false,
      ticks: false,
      labelPadding: 8,
      labelColor: colour("ink"),
      labelFontSize: 13,
      labelLimit: 200,
      labelExpr: `${JSON.stringify(names)}[datum.value]`,
    },
  } as const;
  return {
    width: 880,
    height: { step: 34 },
    description: "Where each policy's time went",
    data: { values },
    layer: [
      {
        mark: { type: "bar", cornerRadius: 2 },
        encoding: {
          y,
          x: {
            field: "from",
            type: "quantitative",
            title: "session time (hours); figures in the bars are minutes",
            scale: { nice: false, domain: [0, Math.max(budgetSeconds / 3600, ...values.map(({ to }) => to))] },
            axis: { grid: false, tickCount: 8 },
          },
          x2: { field: "to" },
          color: {
            field: "what",
            type: "nominal",
            scale: { domain: shown, range: colours },
            legend: { orient: "top", title: null, symbolType: "square", columns: shown.length },
          },
          description: { field: "description" },
        },
      },
      {
        mark: { type: "text", aria: false, fontSize: 12, fontWeight: 600 },
        encoding: {
          y,
          x: { field: "middle", type: "quantitative" },
          text: { field: "label" },
          color: { field: "labelColour", type: "nominal", scale: null },
        },
      },
    ],
  };
}
