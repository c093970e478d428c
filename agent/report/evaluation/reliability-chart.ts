import type { TopLevelSpec } from "vega-lite";
import { percent } from "../../../env/render/figures.js";
import { colour } from "../../../env/render/palette.js";
import type { PolicyCalibration } from "../../evaluate/summary/evaluation-summary.js";

/** Share of good ones against the chance that was given, on the diagonal if the chances were right. */
export function reliabilityChart({ policy, points }: PolicyCalibration, ink: string): TopLevelSpec {
  const values = points.map(({ count, chance, good }) => ({
    chance,
    share: good.value,
    low: good.interval?.low ?? good.value,
    high: good.interval?.high ?? good.value,
    count,
    description: `${count} forecasts of ${percent(chance)} in the mean: ${percent(good.value)} were good`,
  }));
  const axis = { values: [0, 0.25, 0.5, 0.75, 1], format: "%", domain: false, ticks: false };
  const scale = { domain: [0, 1] };
  const x = { type: "quantitative", title: "chance given", scale, axis } as const;
  const y = { type: "quantitative", title: "share good", scale, axis } as const;
  return {
    width: 240,
    height: 240,
    description: `Reliability of the forecasts of ${policy}`,
    data: { values },
    layer: [
      {
        data: { values: [{ at: 0 }, { at: 1 }] },
        mark: { type: "line", aria: false, color: colour("muted"), strokeDash: [4, 4], strokeWidth: 1.2 },
        encoding: { x: { ...x, field: "at" }, y: { ...y, field: "at" } },
      },
      {
        mark: { type: "rule", aria: false, color: ink, strokeWidth: 2 },
        encoding: { x: { ...x, field: "chance" }, y: { ...y, field: "low" }, y2: { field: "high" } },
      },
      {
        mark: { type: "point", filled: true, color: ink, opacity: 1 },
        encoding: {
          x: { ...x, field: "chance" },
          y: { ...y, field: "share" },
          size: { field: "count", type: "quantitative", legend: null, scale: { range: [14, 130] } },
          description: { field: "description" },
        },
      },
    ],
  };
}
