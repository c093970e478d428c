import type { TopLevelSpec } from "vega-lite";
import { percent } from "../../../env/render/figures.js";
import { colour } from "../../../env/render/palette.js";
import type { Estimate } from "../../evaluate/summary/evaluation-summary.js";
import { policyColour } from "./policy-colour.js";

/** Share of runs or tasks above each score, a line with its band for each policy. */
export function profileChart(
  taus: readonly number[],
  profiles: readonly { readonly policy: string; readonly shares: readonly Estimate[] }[],
  what: "episodes" | "scenarios",
): TopLevelSpec {
  const policies = profiles.map(({ policy }) => policy);
  const all = profiles.flatMap(({ policy, shares }) =>
    shares.map(({ value, interval }, i) => ({
      policy,
      tau: taus[i]!,
      value,
      low: interval?.low ?? value,
      high: interval?.high ?? value,
      description: `${policy}: ${percent(value)} of the ${what} above ${taus[i]!.toFixed(2)}`,
    })),
  );
  // Nothing happens beyond the scores that there are.
  const moving = taus.filter((_, i) => profiles.some(({ shares }) => shares[i]!.value < 1 && shares[i]!.value > 0));
  const least = Math.min(0, ...moving);
  const most = Math.max(1, ...moving);
  const values = all.filter(({ tau }) => tau >= least && tau <= most);
  const x = {
    field: "tau",
    type: "quantitative",
    title: "normalised score τ (0 raster, 1 bound)",
    scale: { domain: [least, most] as number[], nice: false },
    axis: { grid: false, tickCount: 6 },
  } as const;
  const y = {
    type: "quantitative",
    title: `share of ${what} above τ`,
    scale: { domain: [0, 1] as number[] },
    axis: { domain: false, ticks: false, tickCount: 5, format: "%" },
  } as const;
  const color = policyColour(policies);
  const interpolate = what === "episodes" ? "linear" : "step-after";
  return {
    width: 410,
    height: 240,
    description: `Performance profiles over ${what}`,
    data: { values },
    layer: [
      {
        mark: { type: "area", aria: false, opacity: 0.16, interpolate },
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color },
      },
      {
        mark: { type: "line", aria: false, strokeWidth: 2, interpolate },
        encoding: { x, y: { ...y, field: "value" }, color },
      },
      {
        mark: { type: "point", filled: true, size: 60, opacity: 0, color: colour("ink") },
        encoding: { x, y: { ...y, field: "value" }, description: { field: "description" } },
      },
    ],
  };
}
