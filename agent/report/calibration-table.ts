import { decimals, percent } from "../../env/render/figures.js";
import { type Html, html } from "../../env/render/html.js";
import { seriesColour } from "../../env/render/palette.js";
import { type CalibrationResult, RESULTS_BEFORE } from "../calibration/calibrate.js";
import type { Estimate } from "../calibration/episode-bootstrap.js";

/** Scores of all beliefs on one scenario, in the colours of their diagrams. */
export function calibrationTable(results: readonly CalibrationResult[]): Html {
  return html`<div class="wide"><table>
<thead><tr><th class="text">Belief</th><th>Calibration error</th><th>Floor</th><th>Error − floor</th><th>Brier score</th><th>Log loss</th><th>Log loss after ${RESULTS_BEFORE} results</th><th>less than the prior's</th><th>less than the running mean's</th><th>Mean chance</th><th>Good</th></tr></thead>
<tbody>${results.map(row)}
</tbody></table></div>`;
}

function row(result: CalibrationResult, i: number): Html {
  const { calibration, later } = result;
  return html`
<tr><td class="text one-line"><span class="swatch" style="background:${seriesColour(i)}"></span>${result.belief}</td><td>${decimals(calibration.error, 4)}</td><td>${decimals(calibration.floor, 4)}</td><td class="one-line">${estimateWords(calibration.excess)}</td><td>${decimals(result.brier, 4)}</td><td>${decimals(result.logLoss, 4)}</td><td>${decimals(later.logLoss, 4)}</td><td class="one-line">${estimateWords(negative(later.lessPrior))}</td><td class="one-line">${estimateWords(negative(later.lessRunningMean))}</td><td>${percent(result.meanChance, 1)}</td><td>${percent(result.goodShare, 1)}</td></tr>`;
}

/** The same the other way round. */
export function negative({ value, interval }: Estimate): Estimate {
  return { value: -value, interval: interval === null ? null : [-interval[1], -interval[0]] };
}

/** @example estimateWords({ value: 0.012, interval: [0.004, 0.02] }) // "0.012 (0.004 to 0.020)" */
export function estimateWords({ value, interval }: Estimate): string {
  const number = decimals(value, 3);
  return interval === null ? number : `${number} (${decimals(interval[0], 3)} to ${decimals(interval[1], 3)})`;
}
