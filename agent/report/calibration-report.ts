import { count } from "../../env/render/figures.js";
import { type Html, html } from "../../env/render/html.js";
import { type CalibrationResult, LEAST_CHANCE } from "../calibration/calibrate.js";
import { calibrationChart } from "./calibration-chart.js";
import { calibrationTable } from "./calibration-table.js";
import { notesList } from "./notes-list.js";
import { page } from "./page.js";
import { renderChart } from "./render-chart.js";

/**
 * How well beliefs foretold exposures, as a self-contained HTML page: reliability diagrams and scores, one section a scenario.
 *
 * @param notes sentences that must be shown, such as where the data come from
 * @example writeFileSync("calibration.html", await calibrationReport(results, 1, source.notes))
 */
export async function calibrationReport(
  results: readonly CalibrationResult[],
  seed: number,
  notes: readonly string[],
): Promise<string> {
  const scenarios = [...new Set(results.map(({ scenario }) => scenario))];
  const sections = await Promise.all(
    scenarios.map((scenario) => section(results.filter((result) => result.scenario === scenario))),
  );
  const { policy, episodes } = results[0]!;
  return page(
    "Calibration",
    html`<header>
<h1>Calibration</h1>
<p class="lead">${count(episodes, "episode")} of ${policy} each · seed ${seed} · each exposure foretold before its result · the policy decides by its own belief, so all beliefs foretell the same exposures</p>
${notesList(notes)}
</header>
${sections}`,
  );
}

async function section(results: readonly CalibrationResult[]): Promise<Html> {
  const { scenario, forecasts, episodes, intervalOver, calibration } = results[0]!;
  const chart = await renderChart(calibrationChart(results));
  const over = episodes > 1 ? ` Intervals: 95 % bootstrap over ${episodes} ${intervalOver}.` : "";
  return html`<section>
<h2>${scenario}</h2>
<figure>${chart}<figcaption>${forecasts} forecasts in ${calibration.bins.length} bins of equally many. Bars: where the shares of a perfect forecaster of the same chances lie in 95 % of cases; the floor is the calibration error of such forecasters.${over} For log loss chances are cut at ${LEAST_CHANCE}; the running mean is (good + 1) / (results + 2).</figcaption></figure>
${calibrationTable(results)}
</section>`;
}
