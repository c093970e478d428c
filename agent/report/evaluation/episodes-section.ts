import { type Html, html } from "../../../env/render/html.js";
import type { EpisodeRecord } from "../../evaluate/episode-record.js";
import type { TaskSummary } from "../../evaluate/summary/evaluation-summary.js";
import { minus, returnDigits } from "./figures.js";
import type { EvaluationReportInput } from "./report-input.js";

/** Every episode: return of each policy side by side, with a link where it can be stepped through. */
export function episodesSection({ records, summary, traceHref = () => undefined }: EvaluationReportInput): Html {
  const traces = records.filter((record) => traceHref(record) !== undefined).length;
  const byTask = new Map<string, EpisodeRecord[]>();
  for (const record of records) {
    const key = `${record.scenario}/${record.budgetMinutes}`;
    if (!byTask.has(key)) byTask.set(key, []);
    byTask.get(key)!.push(record);
  }
  return html`<section id="episodes">
<h2>Episodes</h2>
<p class="small">Returns of every finished episode.${traces === 0 ? "" : ` Underlined ones can be stepped through: ${traces} in all.`} Episodes that not all policies have finished are listed, but in no figure.</p>
${summary.tasks.map((task) => table(task, byTask.get(`${task.scenario}/${task.budgetMinutes}`)!, summary.policies, traceHref))}
</section>`;
}

function table(
  task: TaskSummary,
  records: readonly EpisodeRecord[],
  policies: readonly string[],
  traceHref: (record: EpisodeRecord) => string | undefined,
): Html {
  const digits = returnDigits(Math.abs(task.bound));
  const byKey = new Map(records.map((record) => [`${record.seed}/${record.episode}/${record.policy}`, record]));
  const episodes = [...new Map(records.map((record) => [`${record.seed}/${record.episode}`, record])).entries()].sort(
    ([, a], [, b]) => a.seed - b.seed || a.episode - b.episode,
  );
  const cell = (record: EpisodeRecord | undefined): Html => {
    if (record === undefined) return html`<td>–</td>`;
    const href = traceHref(record);
    const text = minus(record.return, digits);
    return html`<td>${href === undefined ? text : html`<a href="${href}">${text}</a>`}</td>`;
  };
  return html`<details class="part"><summary>${task.label} <small>${episodes.length}</small></summary><div class="wide"><table>
<thead><tr><th class="text">Seed / episode</th><th>Bound</th><th>Raster</th>${policies.map((policy) => html`<th>${policy}</th>`)}</tr></thead>
<tbody>${episodes.map(
    ([key, { bound, raster }]) => html`
<tr><td class="text">${key}</td><td>${minus(bound, digits)}</td><td>${minus(raster, digits)}</td>${policies.map((policy) => cell(byKey.get(`${key}/${policy}`)))}</tr>`,
  )}
</tbody></table></div></details>`;
}
