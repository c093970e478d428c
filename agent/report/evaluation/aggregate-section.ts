import { type Html, html } from "../../../env/render/html.js";
import type { EvaluationSummary, PolicyAggregate } from "../../evaluate/summary/evaluation-summary.js";
import { renderChart } from "../render-chart.js";
import { REFERENCE, taskWords } from "./figures.js";
import { intervalChart } from "./interval-chart.js";
import { policyLegend } from "./policy-legend.js";
import { profileChart } from "./profile-chart.js";

const statistics = [
  ["interquartileMean", "Interquartile mean", "mean of the middle half of all episodes"],
  ["mean", "Mean", "over scenarios of their means"],
  ["median", "Median", "over scenarios of their means"],
  ["optimalityGap", "Optimality gap", "mean shortfall from 1; smaller is better"],
] as const satisfies readonly (readonly [keyof PolicyAggregate, string, string])[];

/** Normalised scores of all scenarios together. */
export async function aggregateSection({ aggregates, profiles, policies, tasks }: EvaluationSummary): Promise<Html> {
  if (aggregates.length === 0) return html``;
  const scored = tasks.filter((task) => task.scored);
  const shown = aggregates.filter(({ policy }) => policy !== REFERENCE || aggregates.length === 1);
  const charts = await Promise.all(
    statistics.map(async ([name, title, words]) => {
      const rows = shown.map((aggregate) => ({ policy: aggregate.policy, estimate: aggregate[name] }));
      const chart = await renderChart(intervalChart(title.toLowerCase(), rows, policies));
      return html`<figure><h4>${title}</h4>${chart}<figcaption>${words}</figcaption></figure>`;
    }),
  );
  const profile = async (of: "runs" | "tasks", what: "episodes" | "scenarios") => {
    const shares = profiles.policies.map((each) => ({ policy: each.policy, shares: each[of] }));
    return html`<figure>${await renderChart(profileChart(profiles.taus, shares, what))}</figure>`;
  };
  return html`<section id="scores">
<h2>Normalised score over ${taskWords(scored)}</h2>
<div class="grid four">${charts}</div>
${shown.length < aggregates.length ? html`<p class="small">${REFERENCE} is not drawn: its mean score is 0 by definition.</p>` : undefined}
<h3>Performance profiles</h3>
<p class="small">Share of episodes, and of scenarios by their means, that score above τ. Higher is better; where one curve lies above another everywhere, that policy is better whatever one asks for. Bands: 95 % intervals, point by point.</p>
${policyLegend(policies)}
<div class="grid two">${await profile("runs", "episodes")}${scored.length > 1 ? await profile("tasks", "scenarios") : undefined}</div>
</section>`;
}
