import { type Html, html } from "../../../env/render/html.js";
import type { Comparison, EvaluationSummary } from "../../evaluate/summary/evaluation-summary.js";
import type { Verdict } from "../../statistics/paired-difference.js";
import { estimateCell, SCORE_DIGITS, taskWords, verdictCell } from "./figures.js";

/** Every policy against every other one on all scenarios together, the main policy's first. */
export function comparisonSection({ comparisons, policies, tasks }: EvaluationSummary): Html {
  if (comparisons.length === 0) return html``;
  const main = comparisons.filter(({ first }) => first === policies[0]);
  const others = comparisons.filter(({ first }) => first !== policies[0]);
  return html`<section id="comparisons">
<h2>Comparisons in pairs</h2>
<p class="small">Difference in score: mean over scenarios of the mean over worlds, each world against itself. Probability of improvement: that an episode of the first beats one of the second on the same scenario, ties half (Mann–Whitney), averaged over ${taskWords(tasks)}; above 0.5 favours the first.</p>
${table(main)}
${others.length === 0 ? undefined : html`<details class="part"><summary>All other pairs <small>${others.length}</small></summary>${table(others)}</details>`}
</section>`;
}

function table(comparisons: readonly Comparison[]): Html {
  return html`<div class="wide"><table>
<thead><tr><th class="text">First − second</th><th>Difference in score <small>95 %</small></th><th class="text">So the first is</th><th>P(improvement) <small>95 %</small></th><th>Worlds won · tied · lost</th><th>▲ · ○ · ▼ by scenario</th><th>Not worse on</th></tr></thead>
<tbody>${comparisons.map(row)}
</tbody></table></div>`;
}

function row({ first, second, score, improvement, won, tied, lost, tasks }: Comparison): Html {
  const called = (verdict: Verdict) => tasks.filter(({ difference }) => difference.verdict === verdict).length;
  const open = tasks.length - called("higher") - called("lower");
  const notWorse = tasks.filter(({ nonInferiority }) => nonInferiority.notWorse).length;
  return html`
<tr><td class="text one-line">${first} − ${second}</td><td class="one-line">${score === null ? "–" : estimateCell(score, SCORE_DIGITS, true)}</td><td class="text one-line">${score === null ? "–" : verdictCell(score.verdict)}</td><td class="one-line">${estimateCell(improvement, 2)}</td><td class="one-line">${won} · ${tied} · ${lost}</td><td class="one-line">${called("higher")} · ${open} · ${called("lower")}</td><td class="one-line">${notWorse} of ${tasks.length}</td></tr>`;
}
