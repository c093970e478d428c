import { decimals, percent, words } from "../../../env/render/figures.js";
import { type Html, html } from "../../../env/render/html.js";
import { seriesColour } from "../../../env/render/palette.js";
import type { TaskPolicy, TaskSummary } from "../../evaluate/summary/evaluation-summary.js";
import { estimateCell, latencyText, minus, returnDigits, SCORE_DIGITS } from "./figures.js";
import { swatch } from "./policy-legend.js";

/** All figures of one scenario, by budget; policies keep their order and colours. */
export function taskTable(tasks: readonly TaskSummary[]): Html {
  return html`<div class="wide"><table>
<thead><tr><th class="text">Policy</th><th>Mean ${words(tasks[0]!.metric)} <small>95 %</small></th><th>sd</th><th>Score <small>95 %</small></th><th>Regret <small>95 %</small></th><th>Share of bound</th><th>Good</th><th>Exposures</th><th>Decision</th></tr></thead>
<tbody>${tasks.map(rows)}
</tbody></table></div>`;
}

function rows(task: TaskSummary): Html {
  const digits = returnDigits(Math.abs(task.bound));
  return html`
<tr class="group"><td class="text" colspan="9">${task.budgetMinutes} minutes · ${task.worlds} ${task.over} · bound ${minus(task.bound, digits)} · raster ${minus(task.raster, digits)}${task.scored ? "" : " · no score: these are about the same"}</td></tr>
${task.policies.map((policy, i) => row(policy, digits, seriesColour(i)))}`;
}

function row(policy: TaskPolicy, digits: number, colour: string): Html {
  const { mean, sd, score, regret, shareOfBound, good, exposures, decisionMicroseconds } = policy;
  return html`
<tr><td class="text one-line">${swatch(colour)} ${policy.policy}</td><td class="one-line">${estimateCell(mean, digits)}</td><td>${sd === null ? "–" : decimals(sd, digits)}</td><td class="one-line">${score === null ? "–" : estimateCell(score, SCORE_DIGITS)}</td><td class="one-line">${estimateCell(regret, digits)}</td><td>${shareOfBound === null ? "–" : percent(shareOfBound, 1)}</td><td>${decimals(good, 1)}</td><td>${decimals(exposures, 1)}</td><td class="one-line">${latencyText(decisionMicroseconds.median)}</td></tr>`;
}
