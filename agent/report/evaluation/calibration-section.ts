import { decimals } from "../../../env/render/figures.js";
import { type Html, html } from "../../../env/render/html.js";
import { seriesColour } from "../../../env/render/palette.js";
import type { EvaluationSummary, PolicyCalibration } from "../../evaluate/summary/evaluation-summary.js";
import type { Calibration } from "../../statistics/calibration.js";
import { renderChart } from "../render-chart.js";
import { swatch } from "./policy-legend.js";
import { reliabilityChart } from "./reliability-chart.js";

/** How far the chances that policies gave could be trusted. */
export async function calibrationSection({ calibrations, policies }: EvaluationSummary): Promise<Html> {
  if (calibrations.length === 0) return html``;
  const colourOf = (policy: string) => seriesColour(policies.indexOf(policy));
  const charts = await Promise.all(
    calibrations.map(async (calibration) => {
      const chart = await renderChart(reliabilityChart(calibration, colourOf(calibration.policy)));
      return html`<figure><h4>${calibration.policy}</h4>${chart}</figure>`;
    }),
  );
  return html`<section id="calibration">
<h2>Calibration</h2>
<p class="small">The chance that a policy's belief gave each hole when it was exposed, against what came of it: predict, then see, in the order in which the policy went. On the dashed line chances were right; lines are 95 % intervals over worlds, dots grow with the number of forecasts.</p>
<div class="grid four">${charts}</div>
<div class="wide"><table>
<thead><tr><th class="text">Policy</th><th>Forecasts</th><th>Calibration error</th><th>Floor</th><th>Floor, 1 in 20 above</th><th>Error − floor</th><th>Log loss (nats)</th></tr></thead>
<tbody>${calibrations.map((each) => row(each, html`${swatch(colourOf(each.policy))} ${each.policy}`))}
</tbody></table></div>
<p class="small">Calibration error: mean over forecasts of how far their bin's share of good ones is from its mean chance (20 bins). Floor: what a perfect forecaster of the same chances would show by luck alone, simulated 1,000 times.</p>
${calibrations.map(byTask)}
</section>`;
}

function byTask({ policy, tasks }: PolicyCalibration): Html | undefined {
  if (tasks.length < 2) return undefined;
  return html`<details class="part"><summary>${policy} by scenario</summary><div class="wide"><table>
<thead><tr><th class="text">Scenario</th><th>Forecasts</th><th>Calibration error</th><th>Floor</th><th>Floor, 1 in 20 above</th><th>Error − floor</th><th>Log loss (nats)</th></tr></thead>
<tbody>${tasks.map((task) => row(task, html`${task.label}`))}
</tbody></table></div></details>`;
}

function row(calibration: Calibration & { readonly logLoss: number }, name: Html): Html {
  const { forecasts, expectedCalibrationError: error, floor, floorHigh, logLoss } = calibration;
  return html`
<tr><td class="text one-line">${name}</td><td>${forecasts.toLocaleString("en-GB")}</td><td>${decimals(error, 4)}</td><td>${decimals(floor, 4)}</td><td>${decimals(floorHigh, 4)}</td><td>${decimals(error - floor, 4)}</td><td>${decimals(logLoss, 3)}</td></tr>`;
}
