import type { TopLevelSpec } from "vega-lite";
import { decimals, percent } from "../../env/render/figures.js";
import { colour, seriesColour } from "../../env/render/palette.js";
import type { CalibrationResult } from "../calibration/calibrate.js";

const SIDE = 250;
const COLUMNS = 3;
const domain: [number, number] = [0, 1];

/**
 * Reliability diagrams of one scenario, one a belief: share of good ones against the chance given, by bin. Bars span what a
 * perfect forecaster of the same chances shows in 95 % of cases.
 */
export function calibrationChart(results: readonly CalibrationResult[]): TopLevelSpec {
  const beliefs = results.map(({ belief }) => belief);
  const values = results.flatMap(({ belief, calibration }) =>
    calibration.bins.map((bin) => ({
      belief,
      chance: bin.chance,
      share: bin.goodShare,
      low: bin.perfectLow,
      high: bin.perfectHigh,
      description: `${belief}: chance ${decimals(bin.chance, 2)} given to ${bin.forecasts}, ${percent(bin.goodShare)} good (perfect: ${percent(bin.perfectLow)} to ${percent(bin.perfectHigh)})`,
    })),
  );
  const x = {
    field: "chance",
    type: "quantitative",
    title: "chance given",
    scale: { domain },
    axis: { grid: false, tickCount: 5 },
  } as const;
  const y = {
    type: "quantitative",
    title: "share that was good",
    scale: { domain },
    axis: { domain: false, ticks: false, tickCount: 5 },
  } as const;
  const color = {
    field: "belief",
    type: "nominal",
    scale: { domain: beliefs, range: beliefs.map((_, i) => seriesColour(i)) },
    legend: null,
  } as const;
  return {
    description: "Reliability diagrams: share of good ones against the chance given",
    data: { values },
    columns: COLUMNS,
    facet: {
      field: "belief",
      type: "nominal",
      sort: beliefs,
      title: null,
      header: { labelColor: colour("ink"), labelFontSize: 13, labelFontWeight: 600 },
    },
    spec: {
      width: SIDE,
      height: SIDE,
      layer: [
        {
          data: { values: [{ at: 0 }, { at: 1 }] },
          mark: { type: "line", aria: false, color: colour("grey"), strokeWidth: 1, strokeDash: [4, 3] },
          encoding: { x: { ...x, field: "at" }, y: { ...y, field: "at" } },
        },
        {
          mark: { type: "rule", aria: false, strokeWidth: 5, opacity: 0.25 },
          encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color },
        },
        {
          mark: { type: "point", filled: true, size: 45, opacity: 1 },
          encoding: { x, y: { ...y, field: "share" }, color, description: { field: "description" } },
        },
      ],
    },
  };
}
