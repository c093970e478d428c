import { count, decimals, duration, percent } from "../../env/render/figures.js";
import { type Html, html } from "../../env/render/html.js";
import { layoutMap, type MapLayout } from "../../env/render/layout/map-layout.js";
import { leavesBelow } from "../../env/render/tree-walk.js";
import { comparisonTable } from "./comparison-table.js";
import { exposureList } from "./exposure-list.js";
import { goodCurve } from "./good-curve.js";
import { notesList } from "./notes-list.js";
import { page } from "./page.js";
import { renderChart } from "./render-chart.js";
import { type RunSummary, summariseRun } from "./run-summary.js";
import { sessionMapFigure } from "./session-map-figure.js";
import type { SessionReportData } from "./session-report-data.js";
import { timeChart } from "./time-chart.js";

/**
 * One session as a self-contained HTML page: what came of it, how it compares, where it went and why.
 *
 * @example writeFileSync("report.html", await sessionReport(data))
 */
export async function sessionReport(data: SessionReportData): Promise<string> {
  const { title, tree, budgetSeconds, bound } = data;
  const layout = layoutMap(tree);
  const runs = [data.main, ...data.others].map((run) => summariseRun(tree, run, budgetSeconds, bound));
  const map = sessionMapFigure(data, layout);
  const [curve, time] = await Promise.all([renderChart(goodCurve(data)), renderChart(timeChart(runs, budgetSeconds))]);
  const policy = data.main.policy;
  return page(
    title,
    html`<header>
<h1>${title}</h1>
<p class="lead">Scenario ${data.scenario} · policy ${policy} · ${duration(budgetSeconds)} · a micrograph is good if <code>${data.goodExpression}</code></p>
${notesList(data.notes)}
</header>
${tiles(runs[0]!, data)}
<section>
<h2>Comparison</h2>
${comparisonTable(runs)}
<p class="small">No policy can get more than ${Math.floor(bound)} good micrographs out of this session: the bound knows all outcomes beforehand.</p>
</section>
<section>
<h2>Where ${policy} went</h2>
<figure>${map}<figcaption>${mapCaption(data, layout)}</figcaption></figure>
</section>
<section>
<h2>Good micrographs over time</h2>
<figure>${curve}</figure>
</section>
<section>
<h2>Where the time went</h2>
<figure>${time}</figure>
</section>
${exposureList(data)}`,
  );
}

function tiles(run: RunSummary, { bound, budgetSeconds }: SessionReportData): Html {
  const tile = (name: string, value: string | number, below: string) =>
    html`<div class="tile"><dt>${name}</dt><dd>${value}<small>${below}</small></dd></div>`;
  return html`<dl class="tiles">
${tile("Good micrographs", run.good, `${decimals(run.goodPerHour, 1)} per hour`)}
${tile("Exposures", run.exposures, `${decimals(run.exposures / (run.seconds / 3600), 1)} per hour`)}
${tile("Good share", percent(run.goodShare), "of the exposures")}
${tile("Share of bound", percent(run.shareOfBound), `bound: ${Math.floor(bound)}`)}
${tile("Session time", duration(run.seconds), `of ${duration(budgetSeconds)}`)}
</dl>`;
}

function mapCaption({ tree, startHole }: SessionReportData, layout: MapLayout): Html {
  const holes = count(leavesBelow(tree, 0).length, tree.shape.levels[tree.leafLevel]!);
  const places =
    layout.kind === "schematic"
      ? html`<strong>Schematic: this session has no stage positions.</strong> Holes lie as in their group’s image; groups, squares and grids are set side by side.`
      : html`Holes lie at their stage positions within each square; squares and grids are set side by side.`;
  const start = startHole === undefined ? "" : " The start was exposed before and does not count.";
  return html`${places} ${holes}. Lines: the way from exposure to exposure, fainter at the beginning; arcs: moves to another group, square or grid. Visits are numbered over the whole session.${start}`;
}
