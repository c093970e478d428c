import { count } from "../../../env/render/figures.js";
import { type Html, html } from "../../../env/render/html.js";
import type { Comparison, EvaluationSummary, TaskSummary } from "../../evaluate/summary/evaluation-summary.js";
import { notesList } from "../notes-list.js";
import { intervalText, SCORE_DIGITS, signed, taskWords, verdictMark } from "./figures.js";
import type { EvaluationReportInput } from "./report-input.js";

/** With fewer worlds percentile intervals hold the truth in less than 93 of 100 cases. */
const ENOUGH_WORLDS = 20;

/** What a reader must know before any figure: what was played, what the intervals are over, what came out. */
export function opening({ title, summary, notes }: EvaluationReportInput): Html {
  const scenarios = new Set(summary.tasks.map(({ scenario }) => scenario));
  const episodes = summary.tasks.reduce((sum, { worlds }) => sum + worlds * summary.policies.length, 0);
  return html`<header>
<h1>${title}</h1>
<p class="lead">Main policy: ${summary.policies[0]!} · ${seedWords(summary.seeds)} · every policy in the same worlds, with the same starts and the same luck</p>
<dl class="tiles">
${tile("Worlds a scenario", range(summary.tasks.map(({ worlds }) => worlds)), [...new Set(summary.tasks.map(({ over }) => over))].join(" and "))}
${tile("Scenarios", scenarios.size, scenarios.size === summary.tasks.length ? "" : taskWords(summary.tasks))}
${tile("Policies", summary.policies.length, "")}
${tile("Episodes", episodes.toLocaleString("en-GB"), "")}
</dl>
${notesList([...notes, ...leftOutNotes(summary)])}
${inShort(summary)}
${reading(summary)}
</header>`;
}

function tile(name: string, value: string | number, small: string): Html {
  return html`<div class="tile"><dt>${name}</dt><dd>${value}${small === "" ? undefined : html`<small>${small}</small>`}</dd></div>`;
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? String(least) : `${least}–${most}`;
}

function seedWords(seeds: readonly number[]): string {
  return seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds.join(", ")}`;
}

function leftOutNotes({ unpaired, absent, tasks }: EvaluationSummary): string[] {
  const unscored = tasks.filter(({ scored }) => !scored).map(({ label }) => label);
  return [
    ...absent.map((policy) => `${policy} has no finished episode and is not shown.`),
    ...(unpaired === 0
      ? []
      : [`${count(unpaired, "finished episode")} left out: not every policy and budget has finished the same one.`]),
    ...(unscored.length === 0
      ? []
      : [
          `No normalised score on ${unscored.join(", ")}: bound and raster are about the same there, so these are left out of all means of scores; see their regret.`,
        ]),
  ];
}

/** What came out of the main policy's comparisons, a sentence each. */
function inShort({ comparisons, policies }: EvaluationSummary): Html | undefined {
  const main = comparisons.filter(({ first }) => first === policies[0]);
  if (main.length === 0) return undefined;
  return html`<ul class="short">${main.map(
    (comparison) => html`
<li>${comparison.score === null ? undefined : verdictMark(comparison.score.verdict)}${sentence(comparison)}</li>`,
  )}
</ul>`;
}

function sentence({ first, second, score, improvement, tasks }: Comparison): Html {
  const notWorse = tasks.filter(({ nonInferiority }) => nonInferiority.notWorse).length;
  const test = `not worse by more than 2 % is shown on ${notWorse} of ${taskWords(tasks)}`;
  if (score === null) return html`<b>${first}</b> against <b>${second}</b>: no scenario can be scored; ${test}.`;
  const figures = `${signed(score.value, SCORE_DIGITS)} in score${score.interval === null ? "" : ` (95 %: ${intervalText(score.interval, SCORE_DIGITS, true)})`}`;
  const chance = `probability of improvement ${improvement.value.toFixed(2)}${improvement.interval === null ? "" : ` (${intervalText(improvement.interval, 2)})`}`;
  const words = {
    higher: html`<b>${first}</b> is better than <b>${second}</b>`,
    lower: html`<b>${first}</b> is worse than <b>${second}</b>`,
    "not shown": html`No difference shown between <b>${first}</b> and <b>${second}</b>`,
    "too few worlds": html`Too few worlds to say anything of <b>${first}</b> against <b>${second}</b>`,
  }[score.verdict];
  return html`${words}: ${figures}; ${chance}; ${test}.`;
}

function reading({ intervals, tasks, comparisons }: EvaluationSummary): Html {
  const single = tasks.some(({ worlds }) => worlds < 2);
  const percent = `${Math.round(100 * intervals.level)} %`;
  return html`<div class="reading">
<p><b>Score</b> is (return − raster) / (bound − raster): 0 is visiting everything in order, 1 what nobody can exceed even knowing all outcomes. Both references are means over a scenario's worlds, so a single world may score above 1.</p>
<p><b>Intervals</b> ${
    single
      ? html`are not given where there is one world: it says nothing about the spread.`
      : html`are ${percent}, ${intervals.method} bootstrap: ${worldWords(tasks)} are drawn anew within each scenario, ${intervals.resamples.toLocaleString("en-GB")} times.`
  } ${caution(tasks)}${few(tasks)}</p>
${
  comparisons.length === 0
    ? undefined
    : html`<p><b>A difference</b> is called one only if its interval excludes 0; it is taken world by world. ▲ higher, ▼ lower, ○ no difference shown. Each interval stands for itself, not corrected for the number of policies.</p>`
}
</div>`;
}

function worldWords(tasks: readonly TaskSummary[]): string {
  return [...new Set(tasks.map(({ worlds, over }) => `${worlds} ${over}`))].join(" or ");
}

function few(tasks: readonly TaskSummary[]): string | undefined {
  const least = Math.min(...tasks.map(({ worlds }) => worlds));
  if (least < 2 || least >= ENOUGH_WORLDS) return undefined;
  return ` With as few as ${least} worlds a scenario they are somewhat too narrow.`;
}

/** So that nobody takes starts of one session for sessions. */
function caution(tasks: readonly TaskSummary[]): string {
  const starts = tasks.filter(({ over }) => over === "starts of one session").length;
  const most = "They say what other worlds of these scenarios would give, nothing about other scenarios.";
  if (starts === 0) return most;
  const names =
    starts === tasks.length
      ? ""
      : `Of ${[...new Set(tasks.filter(({ over }) => over === "starts of one session").map(({ scenario }) => scenario))].join(", ")}: `;
  return `${starts === tasks.length ? "" : `${most} `}${names}${names === "" ? "They" : "they"} say nothing about other sessions.`;
}
