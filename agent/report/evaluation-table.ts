import { decimals, percent, words } from "../../env/render/figures.js";
import { type Html, html } from "../../env/render/html.js";
import { seriesColour } from "../../env/render/palette.js";
import type { EvaluationResult } from "../evaluate/evaluation-result.js";
import { meter } from "./comparison-table.js";

/** All results of one scenario, by budget; policies keep the order in which they were given, and their colours. */
export function evaluationTable(results: readonly EvaluationResult[]): Html {
  const policies = [...new Set(results.map((result) => result.policy))];
  const budgets = [...new Set(results.map((result) => result.budgetMinutes))].sort((a, b) => a - b);
  const rows = budgets.flatMap((budget) => {
    const here = results.filter((result) => result.budgetMinutes === budget);
    const head = html`
<tr class="group"><td class="text" colspan="7">${budget} minutes · bound ${decimals(here[0]!.boundMean, 1)}</td></tr>`;
    return [head, ...here.map((result) => row(result, seriesColour(policies.indexOf(result.policy))))];
  });
  return html`<div class="wide"><table>
<thead><tr><th class="text">Policy</th><th>Mean ${words(results[0]?.metric ?? "")}</th><th>95 % interval</th><th>Standard deviation</th><th>Exposures</th><th>Share of bound</th><th>Decision (µs, median)</th></tr></thead>
<tbody>${rows}
</tbody></table></div>`;
}

function row(result: EvaluationResult, swatch: string): Html {
  const { ci95, sd, shareOfBound: share } = result;
  const interval = ci95 === null ? "–" : `${decimals(ci95[0], 1)} to ${decimals(ci95[1], 1)}`;
  return html`
<tr><td class="text"><span class="swatch" style="background:${swatch}"></span>${result.policy}</td><td>${decimals(result.mean, 1)}</td><td>${interval}</td><td>${sd === null ? "–" : decimals(sd, 1)}</td><td>${decimals(result.exposuresMean, 1)}</td><td>${share === null ? "–" : html`${percent(share, 1)}${meter(share)}`}</td><td>${decimals(result.decisionMicrosecondsMedian, result.decisionMicrosecondsMedian < 10 ? 1 : 0)}</td></tr>`;
}
