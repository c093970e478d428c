import { type Html, html } from "../../../env/render/html.js";
import { seriesColour } from "../../../env/render/palette.js";
import type { EvaluationSummary } from "../../evaluate/summary/evaluation-summary.js";
import { latencyText } from "./figures.js";
import { swatch } from "./policy-legend.js";

/** How long a decision took. */
export function latencySection({ latencies }: EvaluationSummary): Html {
  return html`<section id="latency">
<h2>Time a decision takes</h2>
<p class="small">Wall-clock time on the machine that ran this, the one thing here that another run need not repeat: medians over episodes of their median and of their 95th percentile, and the slowest decision of all.</p>
<div class="wide"><table>
<thead><tr><th class="text">Policy</th><th>Median</th><th>95th percentile</th><th>Slowest</th></tr></thead>
<tbody>${latencies.map(
    ({ policy, median, p95, max }, i) => html`
<tr><td class="text one-line">${swatch(seriesColour(i))} ${policy}</td><td>${latencyText(median)}</td><td>${latencyText(p95)}</td><td>${latencyText(max)}</td></tr>`,
  )}
</tbody></table></div>
</section>`;
}
