import type { EvaluationReport, EvaluationResult } from "../../agent/evaluate/evaluation-result.js";
import type { Comparison } from "../../agent/evaluate/summary/evaluation-summary.js";
import { formatTable } from "../terminal/format-table.js";
import { intervalCell, percents, shareCell, signed } from "./cells.js";

/** All that one scenario came to: policies by budget, then the first policy against each other one. */
export function scenarioTables(report: EvaluationReport, costs: boolean): string {
  const tables = [resultTable(report.results, costs)];
  const ofFirst = report.comparisons.filter(({ first }) => first === report.comparisons[0]!.first);
  if (ofFirst.length > 0) tables.push(comparisonTable(ofFirst));
  return tables.join("\n\n");
}

function resultTable(results: readonly EvaluationResult[], costs: boolean): string {
  const header = [
    "scenario",
    "policy",
    "minutes",
    results.every(({ metric }) => metric === "goodMicrographs") && !costs ? "good" : "return",
    "sd",
    "95 % interval",
    "exposures",
    "bound",
    "of bound",
    "score",
    "µs/decision",
  ];
  const rows = results.map((r) => [
    r.scenario,
    r.policy,
    minutes(r.budgetMinutes),
    r.mean.toFixed(2),
    r.sd === null ? "–" : r.sd.toFixed(2),
    intervalCell(r.ci95 && { low: r.ci95[0], high: r.ci95[1] }, (value) => value.toFixed(2)),
    r.exposuresMean.toFixed(1),
    r.boundMean.toFixed(2),
    r.shareOfBound === null || r.shareOfBound < 0 ? "–" : shareCell(r.shareOfBound),
    shareCell(r.normalisedScore),
    r.decisionMicrosecondsMedian.toFixed(1),
  ]);
  return formatTable(header, rows, 2);
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const header = [
    "paired",
    "minutes",
    "difference",
    "95 % interval",
    "verdict",
    "P(better)",
    "95 % interval",
    "not worse by 2 %",
    "needs episodes",
  ];
  const rows = comparisons.flatMap(({ first, second, tasks }) =>
    tasks.map(({ budgetMinutes, difference, improvement, nonInferiority: { notWorse, worldsNeeded } }) => [
      `${first} − ${second}`,
      minutes(budgetMinutes),
      signed(difference.value),
      intervalCell(difference.interval, signed),
      difference.verdict,
      percents(improvement.value),
      intervalCell(improvement.interval, percents),
      notWorse ? "shown" : "not shown",
      notWorse || worldsNeeded === null ? "–" : String(worldsNeeded),
    ]),
  );
  return formatTable(header, rows);
}

function minutes(budget: number): string {
  return String(Number(budget.toFixed(2)));
}
