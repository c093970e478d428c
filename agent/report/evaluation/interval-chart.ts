import type { TopLevelSpec } from "vega-lite";
import { colour } from "../../../env/render/palette.js";
import type { Estimate } from "../../evaluate/summary/evaluation-summary.js";
import { estimateText, SCORE_DIGITS } from "./figures.js";
import { policyColour } from "./policy-colour.js";

/**
 * A figure of each policy with its interval, a row each.
 *
 * @param policies all of the report, by which colours go
 */
export function intervalChart(
  title: string,
  rows: readonly { readonly policy: string; readonly estimate: Estimate }[],
  policies: readonly string[],
): TopLevelSpec {
  const values = rows.map(({ policy, estimate }) => ({
    policy,
    value: estimate.value,
    low: estimate.interval?.low ?? estimate.value,
    high: estimate.interval?.high ?? estimate.value,
    description: `${policy}: ${title} ${estimateText(estimate, SCORE_DIGITS)}`,
  }));
  const y = {
    field: "policy",
    type: "nominal",
    title: null,
    sort: null,
    scale: { domain: rows.map(({ policy }) => policy) },
    axis: { domain: false, ticks: false, grid: true, labelColor: colour("ink"), labelLimit: 140, labelPadding: 8 },
  } as const;
  const x = {
    type: "quantitative",
    title: null,
    scale: { zero: false, nice: false, padding: 8 },
    axis: { grid: false, tickCount: 3 },
  } as const;
  const color = policyColour(policies);
  return {
    width: 140,
    height: { step: 24 },
    description: `${title} of each policy with its 95 % interval`,
    data: { values },
    layer: [
      {
        mark: { type: "rule", aria: false, strokeWidth: 3, strokeCap: "round" },
        encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" }, color },
      },
      {
        mark: { type: "point", filled: true, size: 70, opacity: 1 },
        encoding: { y, x: { ...x, field: "value" }, color, description: { field: "description" } },
      },
    ],
  };
}
