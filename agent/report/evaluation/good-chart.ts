import type { TopLevelSpec } from "vega-lite";
import { decimals } from "../../../env/render/figures.js";
import type { TaskSummary } from "../../evaluate/summary/evaluation-summary.js";
import { policyColour } from "./policy-colour.js";

/** Good micrographs against time, the mean over worlds with its band for each policy. */
export function goodChart(task: TaskSummary): TopLevelSpec {
  const policies = task.policies.map(({ policy }) => policy);
  const hours = task.budgetMinutes / 60;
  const values = task.policies.flatMap(({ policy, goodAt }) => [
    { policy, hours: 0, value: 0, low: 0, high: 0, description: "" },
    ...goodAt.map(({ value, interval }, i) => {
      const at = (hours * (i + 1)) / goodAt.length;
      const description = `${policy}: ${decimals(value, 1)} good after ${decimals(at, 1)} h`;
      return { policy, hours: at, value, low: interval?.low ?? value, high: interval?.high ?? value, description };
    }),
  ]);
  const x = {
    field: "hours",
    type: "quantitative",
    title: "session time (hours)",
    scale: { domain: [0, hours] as number[], nice: false },
    axis: { grid: false, tickCount: 8 },
  } as const;
  const y = {
    type: "quantitative",
    title: "good micrographs",
    axis: { domain: false, ticks: false, tickCount: 5 },
  } as const;
  const color = policyColour(policies);
  return {
    width: 410,
    height: 220,
    description: `Good micrographs against session time on ${task.label}`,
    data: { values },
    layer: [
      {
        mark: { type: "area", aria: false, opacity: 0.16 },
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color },
      },
      {
        mark: { type: "line", aria: false, strokeWidth: 2 },
        encoding: { x, y: { ...y, field: "value" }, color },
      },
      {
        mark: { type: "point", filled: true, size: 60, opacity: 0 },
        encoding: { x, y: { ...y, field: "value" }, description: { field: "description" } },
      },
    ],
  };
}
