import { clock, decimals, percent } from "../../env/render/figures.js";
import { type Html, html } from "../../env/render/html.js";
import { seriesColour } from "../../env/render/palette.js";
import type { RunSummary } from "./run-summary.js";

/** All policies of a session's report, the main one first; their colours are those of the curve. */
export function comparisonTable(runs: readonly RunSummary[]): Html {
  return html`<div class="wide"><table>
<thead><tr><th class="text">Policy</th><th>Good micrographs</th><th>Exposures</th><th>Good share</th><th>Good per hour</th><th>Time used (h)</th><th>Share of bound</th></tr></thead>
<tbody>${runs.map(
    (run, i) => html`
<tr${i === 0 ? html` class="main"` : undefined}><td class="text"><span class="swatch" style="background:${seriesColour(i)}"></span>${run.policy}</td><td>${run.good}</td><td>${run.exposures}</td><td>${percent(run.goodShare)}</td><td>${decimals(run.goodPerHour, 1)}</td><td>${clock(run.seconds)}</td><td>${percent(run.shareOfBound)}${meter(run.shareOfBound)}</td></tr>`,
  )}
</tbody></table></div>`;
}

/** A share as a short bar; nothing where there is none. */
export function meter(share: number): Html | undefined {
  if (!Number.isFinite(share)) return undefined;
  const width = (100 * Math.min(1, Math.max(0, share))).toFixed(1);
  return html`<span class="meter" aria-hidden="true"><i style="width:${width}%"></i></span>`;
}
