import { mkdirSync } from "node:fs";
import { describeFailure, type EpisodeFailure } from "../../agent/evaluate/episode-failure.js";
import type { EpisodeRecord } from "../../agent/evaluate/episode-record.js";
import { recordCount } from "../../agent/evaluate/evaluation-plan.js";
import type { EvaluationReport } from "../../agent/evaluate/evaluation-result.js";
import { prepareEvaluationPolicies } from "../../agent/evaluate/policy-by-name.js";
import { RecordFile } from "../../agent/evaluate/record-file.js";
import { runEvaluation, writeTraces } from "../../agent/evaluate/run-evaluation.js";
import type { JobOptions } from "../../agent/evaluate/run-jobs.js";
import { SettingsReader } from "../../agent/evaluate/run-settings.js";
import { summariseEvaluation } from "../../agent/evaluate/summarise-evaluation.js";
import { count } from "../../env/render/figures.js";
import { sessionDataAdvice } from "../../env/scenario/open-world.js";
import { preparedFor } from "../terminal/backend-option.js";
import { requireWritable, writeOutput } from "../terminal/output-file.js";
import { progressBar } from "../terminal/progress-bar.js";
import type { EvaluateFlags } from "./evaluate-flags.js";
import { Interrupts } from "./interrupts.js";
import { type AskedFor, planOfFlags } from "./plan-of-flags.js";
import { scenarioTables } from "./scenario-tables.js";
import { suiteTables } from "./suite-tables.js";
import { hrefsOfTraces, type PlannedTrace, tracesOfPlan } from "./traces-of-plan.js";

/** So many failed episodes are told in full. */
const TOLD_FAILURES = 3;

/** `cryogym evaluate`. Ends with code 1 if an episode failed, with 130 if it was interrupted. */
export async function runEvaluate(flags: EvaluateFlags): Promise<void> {
  for (const file of [flags.json, flags.html, flags.jsonl]) requireWritable(file);
  const asked = planOfFlags(flags);
  const { plan, leftOut } = asked;
  for (const name of leftOut) process.stderr.write(`${name} is left out: its table is not at hand.\n`);
  if (leftOut.length > 0) process.stderr.write(`${sessionDataAdvice}\n`);
  await prepareEvaluationPolicies(flags.policy, preparedFor(flags.backend));
  if (flags.traces !== undefined) mkdirSync(flags.traces, { recursive: true });
  const store = flags.jsonl === undefined ? undefined : openStore(flags.jsonl, asked, flags);
  const finished = store?.finished ?? [];
  const interrupts = new Interrupts();
  const options: JobOptions = {
    backend: flags.backend,
    workers: flags.workers,
    dataFolder: flags.data,
    signal: interrupts.signal,
  };
  const total = recordCount(plan);
  let done = finished.length;
  const bar = progressBar(total, "episodes", done);
  try {
    const runs = await runEvaluation(plan, {
      ...options,
      finished,
      onResult(result) {
        if ("record" in result) store?.file.add(result.record);
        done++;
        bar.step();
      },
    });
    bar.stop();
    const traces = flags.traces === undefined ? [] : await trace(asked, runs.records, flags, options);
    await tell(asked, flags, runs, traces);
    if (runs.failures.length > 0) tellFailures(runs.failures);
  } catch (error) {
    if (!interrupts.signal.aborted) throw error;
    bar.stop();
    process.stderr.write(`\nInterrupted after ${done} of ${count(total, "episode")}. ${howToGoOn(flags)}\n`);
    process.exitCode = Interrupts.EXIT_CODE;
  } finally {
    bar.stop();
    interrupts.ignore();
    store?.file.close();
  }
}

function openStore(path: string, { plan }: AskedFor, { data, resume = false }: EvaluateFlags) {
  return RecordFile.open(path, plan, new SettingsReader(data), { resume });
}

async function trace(
  { plan }: AskedFor,
  records: readonly EpisodeRecord[],
  flags: EvaluateFlags,
  options: JobOptions,
): Promise<readonly PlannedTrace[]> {
  const traces = tracesOfPlan(plan, records, flags.traces!, flags.traceEpisodes);
  const bar = progressBar(traces.length, "traces");
  try {
    await writeTraces(plan, traces, options, () => bar.step());
  } finally {
    bar.stop();
  }
  return traces;
}

async function tell(
  asked: AskedFor,
  flags: EvaluateFlags,
  runs: Awaited<ReturnType<typeof runEvaluation>>,
  traces: readonly PlannedTrace[],
): Promise<void> {
  const { plan, name } = asked;
  const { report, summary, records } = summariseEvaluation(plan, runs);
  const notes = [...new Set(plan.scenarios.flatMap(({ source }) => source.notes))];
  // With `--json -` or `--html -` standard output holds nothing else.
  const out = flags.json === "-" || flags.html === "-" ? process.stderr : process.stdout;
  if (report.results.length > 0) {
    const costs = plan.scenarios.some(({ scenario }) => scenario.plan.objective.costPerHour > 0);
    out.write(
      `${plan.scenarios.length === 1 && flags.suite === undefined ? scenarioTables(report, costs) : suiteTables(report)}\n`,
    );
    const over = [...new Set(report.results.map(({ intervalOver }) => intervalOver))].join(" or ");
    out.write(`95 % intervals are over ${over} (${count(report.episodes, "episode")} each, seed ${plan.seed}).\n`);
  }
  for (const note of notes) out.write(`${note}\n`);
  if (flags.json !== undefined) {
    writeOutput(flags.json, `${JSON.stringify(report, null, flags.json === "-" ? 0 : 2)}\n`);
  }
  if (flags.html !== undefined && summary !== undefined) {
    // Charts are slow to load and seldom asked for.
    const { evaluationReport } = await import("../../agent/report/evaluation/evaluation-page.js");
    const title = flags.suite === undefined ? `Evaluation on ${name}` : `Evaluation on suite ${name}`;
    const told = [...notes, ...cautions(asked, report)];
    const traceHref = hrefsOfTraces(traces, flags.html);
    writeOutput(flags.html, await evaluationReport({ title, records, summary, notes: told, traceHref }));
    if (flags.html !== "-") out.write(`Report: ${flags.html}\n`);
  }
  if (traces.length > 0) out.write(`Traces: ${count(traces.length, "page")} in ${flags.traces}\n`);
}

/** What the page must say beside the notes of the worlds. */
function cautions({ leftOut }: AskedFor, { failures }: EvaluationReport): string[] {
  const absent = leftOut.length === 0 ? [] : [`Left out, since their tables are not at hand: ${leftOut.join(", ")}.`];
  const failed = failures.length === 0 ? [] : [`${count(failures.length, "episode")} failed and are in no figure.`];
  return [...absent, ...failed];
}

function tellFailures(failures: readonly EpisodeFailure[]): void {
  const told = failures.slice(0, TOLD_FAILURES).map((failure) => `\n${describeFailure(failure)}\n`);
  const more = failures.length - told.length;
  process.stderr.write(`\n${count(failures.length, "episode")} failed and are in no figure:\n${told.join("")}`);
  if (more > 0) process.stderr.write(`\n… and ${more} more; --json FILE writes all of them.\n`);
  process.exitCode = 1;
}

function howToGoOn({ jsonl, resume }: EvaluateFlags): string {
  if (jsonl === undefined) return "Nothing was kept; with --jsonl FILE the next run can go on where this one stops.";
  const args = process.argv
    .slice(2)
    .map((arg) => (/^[\w./,:=-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`));
  return `Go on with:\n  cryogym ${[...args, ...(resume === true ? [] : ["--resume"])].join(" ")}`;
}
