import type { TopLevelSpec } from "vega-lite";
import { colour, seriesColour } from "../../env/render/palette.js";
import type { SessionReportData, SessionRun } from "./session-report-data.js";
import { spread } from "./spread.js";

const WIDTH = 900;
const HEIGHT = 340;
const LABEL_HEIGHT = 17;

/** Good micrographs against time: a step line for each policy, labelled at its end, and the bound at the budget. */
export function goodCurve(data: SessionReportData): TopLevelSpec {
  const runs = [data.main, ...data.others];
  const budget = data.budgetSeconds / 3600;
  const ends = runs.map((run) => run.events.reduce((good, event) => good + (isGood(event) ? 1 : 0), 0));
  const top = 1.04 * Math.max(1, data.bound, ...ends);
  const wanted = [...ends, data.bound].map((good) => HEIGHT * (1 - good / top));
  const at = spread(wanted, LABEL_HEIGHT, -LABEL_HEIGHT / 2, HEIGHT);
  const colours = [...runs.map((_, i) => seriesColour(i)), colour("ink")];
  const labels = [...runs.map(({ policy }, i) => `${policy}  ${ends[i]}`), `bound  ${Math.floor(data.bound)}`];
  const x = { field: "hours", type: "quantitative", title: "session time (hours)" } as const;
  const y = { field: "good", type: "quantitative", title: "good micrographs" } as const;
  const xScale = { domain: [0, budget], nice: false };
  const yScale = { domain: [0, top], nice: false };
  const identity = (range: number) => ({ domain: [0, range], range: [0, range], nice: false });
  return {
    width: WIDTH,
    height: HEIGHT,
    padding: { left: 4, top: 12, right: 4, bottom: 4 },
    description: "Good micrographs against session time",
    resolve: { scale: { x: "independent", y: "independent" } },
    layer: [
      ...runs
        .map((run, i) => ({
          data: { values: steps(run, budget) },
          mark: {
            type: "line",
            interpolate: "step-after",
            strokeWidth: i === 0 ? 3 : 1.75,
            color: colours[i]!,
          } as const,
          encoding: {
            x: { ...x, scale: xScale, axis: i === 0 ? { grid: false, tickCount: 8 } : null },
            y: { ...y, scale: yScale, axis: i === 0 ? { domain: false, ticks: false, tickCount: 6 } : null },
          },
        }))
        .reverse(),
      {
        data: { values: [{ hours: budget, good: data.bound }] },
        mark: {
          type: "point",
          aria: false,
          shape: "diamond",
          filled: true,
          size: 110,
          color: colour("ink"),
          opacity: 1,
        },
        encoding: {
          x: { ...x, scale: xScale, axis: null },
          y: { ...y, scale: yScale, axis: null },
        },
      },
      {
        data: { values: labels.map((label, i) => ({ label, at: at[i]!, i })) },
        mark: { type: "text", aria: false, align: "left", baseline: "middle", dx: 14, fontWeight: 600, fontSize: 13 },
        encoding: {
          x: { datum: WIDTH, type: "quantitative", scale: identity(WIDTH), axis: null },
          y: { field: "at", type: "quantitative", scale: identity(HEIGHT), axis: null },
          text: { field: "label" },
          color: {
            field: "i",
            type: "nominal",
            legend: null,
            scale: { domain: labels.map((_, i) => i), range: colours },
          },
        },
      },
    ],
  };
}

function isGood(event: SessionRun["events"][number]): boolean {
  return event.kind === "resulted" && event.good;
}

/** Where the count rises, and its ends. */
function steps(run: SessionRun, budget: number): { hours: number; good: number }[] {
  const points = [{ hours: 0, good: 0 }];
  let end = 0;
  for (const event of run.events) {
    end = Math.max(end, event.atSeconds / 3600);
    if (isGood(event)) points.push({ hours: event.atSeconds / 3600, good: points.at(-1)!.good + 1 });
  }
  points.push({ hours: Math.min(budget, end), good: points.at(-1)!.good });
  return points;
}
