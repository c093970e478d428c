import type { TopLevelSpec } from "vega-lite";
import { decimals, words } from "../../env/render/figures.js";
import { colour, seriesColour } from "../../env/render/palette.js";
import type { EvaluationResult } from "../evaluate/evaluation-result.js";

const WIDTH = 1000;

/** Each policy's mean with its interval for each budget, side by side, below the bound of that budget. */
export function evaluationChart(results: readonly EvaluationResult[]): TopLevelSpec {
  const policies = [...new Set(results.map((result) => result.policy))];
  const budgets = [...new Set(results.map((result) => result.budgetMinutes))].sort((a, b) => a - b);
  const values = results.map(({ policy, budgetMinutes, mean, ci95 }) => ({
    policy,
    budget: budgetMinutes,
    mean,
    low: ci95?.[0] ?? mean,
    high: ci95?.[1] ?? mean,
    description: `${policy}, ${budgetMinutes} min: ${decimals(mean, 1)}${
      ci95 === null ? "" : ` (${decimals(ci95[0], 1)} to ${decimals(ci95[1], 1)})`
    }`,
  }));
  const bounds = budgets.map((budget) => {
    const bound = results.find((result) => result.budgetMinutes === budget)!.boundMean;
    return { budget, bound, label: `bound ${decimals(bound, 0)}` };
  });
  const x = {
    field: "budget",
    type: "ordinal",
    title: "budget (minutes)",
    scale: { domain: budgets, paddingInner: 0.25, paddingOuter: 0.12 },
    axis: { labelAngle: 0, ticks: false, labelPadding: 8 },
  } as const;
  const xOffset = { field: "policy", type: "nominal", scale: { domain: policies, paddingOuter: 0.4 } } as const;
  const color = {
    field: "policy",
    type: "nominal",
    scale: { domain: policies, range: policies.map((_, i) => seriesColour(i)) },
    legend: { orient: "top", title: null, symbolType: "circle", symbolSize: 90, offset: 14 },
  } as const;
  const y = {
    type: "quantitative",
    scale: { zero: true },
    title: words(results[0]?.metric ?? "mean"),
    axis: { domain: false, ticks: false, tickCount: 6 },
  } as const;
  return {
    width: WIDTH,
    height: 340,
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
