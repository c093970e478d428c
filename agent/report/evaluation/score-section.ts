import { type Html, html } from "../../../env/render/html.js";
import type { EvaluationSummary } from "../../evaluate/summary/evaluation-summary.js";
import { renderChart } from "../render-chart.js";
import { policyLegend } from "./policy-legend.js";
import { scoreChart } from "./score-chart.js";

/** Score of each policy on each scenario. */
export async function scoreSection({ tasks, policies }: EvaluationSummary): Promise<Html> {
  const scored = tasks.filter((task) => task.scored);
  if (scored.length === 0) return html``;
  return html`<section id="by-scenario">
<h2>Score by scenario</h2>
${policyLegend(policies)}
<figure class="broad">${await renderChart(scoreChart(scored, policies))}<figcaption>Dots: means over worlds; lines: their 95 % intervals. Upright lines: raster (0) and bound (1). Intervals that overlap may still belong to a difference, since policies share their worlds: see the comparisons.</figcaption></figure>
</section>`;
}
