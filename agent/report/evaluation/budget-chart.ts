import type { TopLevelSpec } from "vega-lite";
import { decimals, words } from "../../../env/render/figures.js";
import { colour } from "../../../env/render/palette.js";
import type { TaskSummary } from "../../evaluate/summary/evaluation-summary.js";
import { estimateText, returnDigits } from "./figures.js";
import { policyColour } from "./policy-colour.js";

/** Each policy's mean return with its interval for each budget of a scenario, side by side, below the bound of that budget. */
export function budgetChart(tasks: readonly TaskSummary[]): TopLevelSpec {
  const policies = tasks[0]!.policies.map(({ policy }) => policy);
  const budgets = tasks.map(({ budgetMinutes }) => budgetMinutes);
  const values = tasks.flatMap((task) =>
    task.policies.map(({ policy, mean }) => ({
      policy,
      budget: task.budgetMinutes,
      mean: mean.value,
      low: mean.interval?.low ?? mean.value,
      high: mean.interval?.high ?? mean.value,
      description: `${policy}, ${task.budgetMinutes} min: ${estimateText(mean, returnDigits(Math.abs(task.bound)))}`,
    })),
  );
  const bounds = tasks.map(({ budgetMinutes, bound }) => ({
    budget: budgetMinutes,
    bound,
    label: `bound ${decimals(bound, bound < 10 ? 1 : 0)}`,
  }));
  const x = {
    field: "budget",
    type: "ordinal",
    title: "budget (minutes)",
    scale: { domain: budgets, paddingInner: 0.25, paddingOuter: 0.12 },
    axis: { labelAngle: 0, ticks: false, labelPadding: 8 },
  } as const;
  const xOffset = { field: "policy", type: "nominal", scale: { domain: policies, paddingOuter: 0.4 } } as const;
  const color = policyColour(policies);
  const y = {
    type: "quantitative",
    scale: { zero: true },
    title: words(tasks[0]!.metric),
    axis: { domain: false, ticks: false, tickCount: 6 },
  } as const;
  return {
    width: 900,
    height: 300,
    description: "Mean of each policy by budget, with 95 % intervals and the bound",
    data: { values },
    layer: [
      {
        data: { values: bounds },
        mark: { type: "tick", aria: false, thickness: 2, color: colour("ink"), bandSize: 0, width: { band: 1 } },
        encoding: { x, y: { ...y, field: "bound" } },
      },
      {
        data: { values: bounds },
        mark: { type: "text", aria: false, align: "left", dy: -9, fontWeight: 600 },
        encoding: { x: { ...x, bandPosition: 0 }, y: { ...y, field: "bound" }, text: { field: "label" } },
      },
      {
        mark: { type: "rule", aria: false, strokeWidth: 2.5 },
        encoding: { x, xOffset, y: { ...y, field: "low" }, y2: { field: "high" }, color },
      },
      {
        mark: { type: "point", filled: true, size: 70, opacity: 1 },
        encoding: { x, xOffset, y: { ...y, field: "mean" }, color, description: { field: "description" } },
      },
    ],
  };
}
