import { count } from "../../env/render/figures.js";
import { type Html, html } from "../../env/render/html.js";
import type { EvaluationReport, EvaluationResult } from "../evaluate/evaluation-result.js";
import { evaluationChart } from "./evaluation-chart.js";
import { evaluationTable } from "./evaluation-table.js";
import { notesList } from "./notes-list.js";
import { page } from "./page.js";
import { renderChart } from "./render-chart.js";

/**
 * An evaluation as a self-contained HTML page, one section a scenario.
 *
 * @param notes sentences that must be shown, such as where the data come from
 * @example writeFileSync("evaluation.html", await evaluationReport(report, source.notes))
 */
export async function evaluationReport(report: EvaluationReport, notes: readonly string[]): Promise<string> {
  const scenarios = [...new Set(report.results.map((result) => result.scenario))];
  const policies = new Set(report.results.map((result) => result.policy));
  const sections = await Promise.all(
    scenarios.map((scenario) =>
      section(
        scenario,
        report.results.filter((result) => result.scenario === scenario),
        report.episodes,
      ),
    ),
  );
  const title = scenarios.length === 1 ? `Evaluation on ${scenarios[0]}` : "Evaluation";
  return page(
    title,
    html`<header>
<h1>${title}</h1>
<p class="lead">${policies.size === 1 ? "1 policy" : `${policies.size} policies`} · ${count(report.episodes, "episode")} each · seed ${report.seed} · the same episodes for all policies</p>
${notesList(notes)}
</header>
${sections}`,
  );
}

async function section(scenario: string, results: readonly EvaluationResult[], episodes: number): Promise<Html> {
  const chart = await renderChart(evaluationChart(results));
  return html`<section>
<h2>${scenario}</h2>
<figure>${chart}<figcaption>${intervalWords(results, episodes)} Black bars: the bound, what no policy can exceed in an episode even knowing all outcomes, averaged over the episodes.</figcaption></figure>
${evaluationTable(results)}
</section>`;
}

/** What the intervals are over, so that nobody takes starts of one session for sessions. */
function intervalWords(results: readonly EvaluationResult[], episodes: number): string {
  if (results.every((result) => result.ci95 === null)) return "Dots: a single episode each, so no intervals.";
  const over = [...new Set(results.map((result) => result.intervalOver))].join(" and ");
  const caution = over.includes("starts") ? " They say nothing about other sessions." : "";
  return `Dots: means. Lines: 95 % bootstrap intervals of the mean over ${episodes} ${over}.${caution}`;
}
