import type { TopLevelSpec } from "vega-lite";
import { colour } from "../../../env/render/palette.js";
import type { TaskSummary } from "../../evaluate/summary/evaluation-summary.js";
import { estimateText, REFERENCE, SCORE_DIGITS } from "./figures.js";
import { policyColour } from "./policy-colour.js";

/** Normalised score of each policy on each scored task, with intervals, between raster (0) and bound (1). */
export function scoreChart(tasks: readonly TaskSummary[], policies: readonly string[]): TopLevelSpec {
  const drawn = policies.filter((policy) => policy !== REFERENCE || policies.length === 1);
  const labels = tasks.map(({ label }) => label);
  const values = tasks.flatMap(({ label, policies: rows }) =>
    rows.flatMap(({ policy, score }) =>
      score === null || !drawn.includes(policy)
        ? []
        : [
            {
              label,
              policy,
              value: score.value,
              low: score.interval?.low ?? score.value,
              high: score.interval?.high ?? score.value,
              description: `${label}, ${policy}: ${estimateText(score, SCORE_DIGITS)}`,
            },
          ],
    ),
  );
  const y = {
    field: "label",
    type: "nominal",
    title: null,
    sort: null,
    scale: { domain: labels, paddingInner: 0.25 },
    axis: { domain: false, ticks: false, grid: false, labelColor: colour("ink"), labelLimit: 300, labelPadding: 10 },
  } as const;
  const yOffset = { field: "policy", type: "nominal" as const, sort: null, scale: { domain: drawn } };
  const x = {
    type: "quantitative",
    title: "normalised score",
    scale: { zero: true, nice: true },
    axis: { tickCount: 8, domain: false, ticks: false },
  } as const;
  const color = policyColour(policies);
  return {
    width: 760,
    height: { step: Math.max(8, 18 - 2 * drawn.length), for: "offset" },
    description: "Normalised score of each policy on each scenario",
    data: { values },
    layer: [
      {
        data: { values: [{ at: 0 }, { at: 1 }] },
        mark: { type: "rule", aria: false, color: colour("ink"), strokeWidth: 1.5 },
        encoding: { x: { ...x, field: "at" } },
      },
      {
        mark: { type: "rule", aria: false, strokeWidth: 2.5, strokeCap: "round" },
        encoding: { y, yOffset, x: { ...x, field: "low" }, x2: { field: "high" }, color },
      },
      {
        mark: { type: "point", filled: true, size: 55, opacity: 1 },
        encoding: { y, yOffset, x: { ...x, field: "value" }, color, description: { field: "description" } },
      },
    ],
  };
}
