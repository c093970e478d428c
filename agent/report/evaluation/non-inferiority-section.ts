import { type Html, html } from "../../../env/render/html.js";
import type { Comparison, EvaluationSummary, TaskComparison } from "../../evaluate/summary/evaluation-summary.js";
import {
  estimateCell,
  intervalText,
  pText,
  returnDigits,
  signed,
  taskWords,
  verdictCell,
  verdictMark,
  verdictMeaning,
} from "./figures.js";

/** The main policy against each other one, scenario by scenario. */
export function nonInferioritySection(summary: EvaluationSummary): Html {
  const { policies, comparisons, nonInferiority: test } = summary;
  const main = comparisons.filter(({ first }) => first === policies[0]);
  if (main.length === 0) return html``;
  const digits = summary.tasks.map(({ bound }) => returnDigits(Math.abs(bound)));
  const share = `${100 * test.marginShare} %`;
  return html`<section id="not-worse">
<h2>${policies[0]!} by scenario: better, or not worse?</h2>
<p class="small">Differences of returns, in the unit of each scenario. <span class="sure">✓</span> not worse: the first loses at most ${share} of the second's mean, by a one-sided t test on the paired differences at ${100 * test.level} %, p-values corrected over the ${taskWords(summary.tasks)} of a comparison (Holm).</p>
<div class="wide"><table>
<thead><tr><th class="text">Scenario</th><th>Worlds</th>${main.map(({ second }) => html`<th>− ${second}</th>`)}</tr></thead>
<tbody>${summary.tasks.map(
    ({ label, worlds }, i) => html`
<tr><td class="text one-line">${label}</td><td>${worlds}</td>${main.map(({ tasks }) => cell(tasks[i]!, digits[i]!))}</tr>`,
  )}
</tbody></table></div>
${main.map((comparison) => details(comparison, summary, digits))}
</section>`;
}

function cell({ difference, nonInferiority }: TaskComparison, digits: number): Html {
  const { notWorse } = nonInferiority;
  const tip = `${verdictMeaning(difference.verdict)}: ${intervalText(difference.interval, digits, true)}\nnot worse: ${notWorse ? "shown" : "not shown"}, p = ${pText(nonInferiority.correctedPValue)}`;
  const mark = notWorse ? html`<span class="sure">✓</span>` : html`<span class="unsure">–</span>`;
  return html`<td class="matrix" data-tip="${tip}">${signed(difference.value, digits)} ${verdictMark(difference.verdict)}${mark}</td>`;
}

function details({ first, second, tasks }: Comparison, summary: EvaluationSummary, digits: readonly number[]): Html {
  const { level, power } = summary.nonInferiority;
  const notWorse = tasks.filter(({ nonInferiority }) => nonInferiority.notWorse).length;
  return html`<details class="part"><summary>${first} against ${second} <small>not worse on ${notWorse} of ${tasks.length}; the test in figures</small></summary>
<div class="wide"><table>
<thead><tr><th class="text">Scenario</th><th>Difference <small>95 %</small></th><th class="text">So the first is</th><th>P(improvement) <small>95 %</small></th><th>May lose</th><th>One-sided limit</th><th>p</th><th>p (Holm)</th><th class="text">Not worse</th><th>sd</th><th>Worlds</th><th>Worlds needed</th></tr></thead>
<tbody>${tasks.map((task, i) => row(task, digits[i]!))}
</tbody></table></div>
<p class="small">Worlds needed: for a ${100 * power} % chance to show "not worse" if both were the same, with this spread, at ${100 * level} % / ${tasks.length} (Holm's hardest step).</p></details>`;
}

function row(task: TaskComparison, digits: number): Html {
  const { margin, lowerLimit, pValue, correctedPValue, notWorse, sd, worldsNeeded } = task.nonInferiority;
  return html`
<tr><td class="text one-line">${task.label}</td><td class="one-line">${estimateCell(task.difference, digits, true)}</td><td class="text one-line">${verdictCell(task.difference.verdict)}</td><td class="one-line">${estimateCell(task.improvement, 2)}</td><td>${margin.toFixed(digits)}</td><td>${lowerLimit === null ? "–" : signed(lowerLimit, digits)}</td><td class="one-line">${pText(pValue)}</td><td class="one-line">${pText(correctedPValue)}</td><td class="text one-line">${notWorse ? html`<span class="verdict higher">✓</span> shown` : "not shown"}</td><td>${sd === null ? "–" : sd.toFixed(digits)}</td><td>${task.worlds}</td><td>${worldsNeeded === null ? "–" : worldsNeeded.toLocaleString("en-GB")}</td></tr>`;
}
