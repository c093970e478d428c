import type { EvaluationReport, EvaluationResult, PolicyComparison } from "../../agent/evaluate/evaluation-result.js";
import { formatTable } from "../terminal/format-table.js";
import { intervalCell, shareCell, signed } from "./cells.js";

/** All that one scenario came to: policies by budget, then the first policy against each other one. */
export function scenarioTables(report: EvaluationReport, costs: boolean): string {
  const tables = [resultTable(report.results, costs)];
  if (report.comparisons.length > 0) tables.push(comparisonTable(report.comparisons));
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
    intervalCell(r.ci95, (value) => value.toFixed(2)),
    r.exposuresMean.toFixed(1),
    r.boundMean.toFixed(2),
    r.shareOfBound === null || r.shareOfBound < 0 ? "–" : shareCell(r.shareOfBound),
    shareCell(r.normalisedScore),
    r.decisionMicrosecondsMedian.toFixed(1),
  ]);
  return formatTable(header, rows, 2);
}

function comparisonTable(comparisons: readonly PolicyComparison[]): string {
  const header = ["paired", "minutes", "difference", "95 % interval", "so it is", "not worse by 2 %", "needs episodes"];
  const rows = comparisons.map((c) => [
    `${c.policy} − ${c.against}`,
    minutes(c.budgetMinutes),
    signed(c.difference),
    intervalCell(c.ci95, signed),
    c.verdict,
    c.nonInferiority.notWorse ? "shown" : "not shown",
    c.nonInferiority.episodesNeeded === null ? "–" : String(c.nonInferiority.episodesNeeded),
  ]);
  return formatTable(header, rows);
}

function minutes(budget: number): string {
  return String(Number(budget.toFixed(2)));
}
