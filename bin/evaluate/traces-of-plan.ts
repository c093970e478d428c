import { dirname, join, relative, sep } from "node:path";
import type { EpisodeRecord } from "../../agent/evaluate/episode-record.js";
import { type EvaluationPlan, keyText } from "../../agent/evaluate/evaluation-plan.js";
import type { Trace } from "../../agent/evaluate/write-trace.js";

/** A trace, with its scenario's place in the plan and name. */
export interface PlannedTrace {
  readonly scenario: number;
  readonly name: string;
  readonly trace: Trace;
}

/** The first episodes of each scenario and policy, those that were finished, with the longest budget. */
export function tracesOfPlan(
  plan: EvaluationPlan,
  records: readonly EpisodeRecord[],
  folder: string,
  episodes: number,
): PlannedTrace[] {
  const places = new Map(plan.scenarios.map(({ scenario }, i) => [scenario.name, i]));
  return records.flatMap(({ scenario: name, policy, budgetMinutes, episode }) => {
    const scenario = places.get(name)!;
    if (episode >= episodes || budgetMinutes !== Math.max(...plan.scenarios[scenario]!.budgetsMinutes)) return [];
    const file = join(folder, `${name}-${policy.replace(/[^\w.-]/g, "-")}-${episode}.html`);
    return [{ scenario, name, trace: { policy, budgetMinutes, episode, file } }];
  });
}

/** Addresses of traces, relative to a report's file, or to the working folder for one on standard output. */
export function hrefsOfTraces(
  traces: readonly PlannedTrace[],
  report: string,
): (record: EpisodeRecord) => string | undefined {
  const folder = report === "-" ? "." : dirname(report);
  const hrefs = new Map(
    traces.map(({ name, trace }) => {
      const path = relative(folder, trace.file).split(sep).map(encodeURIComponent).join("/");
      return [keyText({ ...trace, scenario: name }), path];
    }),
  );
  return (record) => hrefs.get(keyText(record));
}
