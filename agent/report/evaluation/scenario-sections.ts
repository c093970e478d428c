import { type Html, html } from "../../../env/render/html.js";
import { colour } from "../../../env/render/palette.js";
import type { EvaluationSummary, TaskSummary } from "../../evaluate/summary/evaluation-summary.js";
import { renderChart } from "../render-chart.js";
import { budgetChart } from "./budget-chart.js";
import { goodChart } from "./good-chart.js";
import { legend, policyLegend } from "./policy-legend.js";
import { taskTable } from "./task-table.js";
import { timeUseChart, usedBy } from "./time-use-chart.js";

/** So many scenarios are shown open. */
const OPEN_UP_TO = 3;

/** Each scenario by itself: figures, good micrographs against time, where time went. */
export async function scenarioSections({ tasks, policies }: EvaluationSummary): Promise<Html> {
  const scenarios = [...new Set(tasks.map(({ scenario }) => scenario))];
  const parts = await Promise.all(
    scenarios.map(async (scenario) => {
      const here = tasks.filter((task) => task.scenario === scenario);
      const open = scenarios.length <= OPEN_UP_TO;
      const { worlds, over } = here[0]!;
      return html`<details class="part"${open ? html` open` : undefined}><summary>${scenario} <small>${worlds} ${over}</small></summary>
${here.length === 1 ? undefined : html`${policyLegend(policies)}<figure class="broad">${await renderChart(budgetChart(here))}<figcaption>Dots: means; lines: 95 % intervals; black bars: the bound, what no policy can exceed even knowing all outcomes.</figcaption></figure>`}
${taskTable(here)}
${await Promise.all(here.map((task) => charts(task, here.length > 1)))}
</details>`;
    }),
  );
  return html`<section id="scenarios">
<h2>Scenario by scenario</h2>
<p class="small">Regret: bound less return, what knowing everything would have added at most. Score and share of bound are of the means. Decision: median over episodes of their median wall-clock time. Bands and intervals: 95 % over worlds.</p>
${parts}
</section>`;
}

async function charts(task: TaskSummary, named: boolean): Promise<Html> {
  return html`${named ? html`<h3>${task.budgetMinutes} minutes</h3>` : undefined}<div class="grid two">
<figure><h4>Good micrographs, results in</h4>${policyLegend(task.policies.map(({ policy }) => policy))}${await renderChart(goodChart(task))}</figure>
<figure><h4>Where time went</h4>${legend(usedBy(task).map(([what, name]) => [what, colour(name)] as const))}${await renderChart(timeUseChart(task))}</figure>
</div>`;
}
