import type { EvaluationReport } from "../../agent/evaluate/evaluation-result.js";
import type { Comparison, PolicyAggregate, TaskComparison } from "../../agent/evaluate/summary/evaluation-summary.js";
import { formatTable } from "../terminal/format-table.js";
import { figure, intervalCell, percents, shareCell, signed } from "./cells.js";

const REFERENCE = "raster";

/** What a suite came to: mean returns by scenario, all scenarios together, the first policy against each other one. */
export function suiteTables(report: EvaluationReport): string {
  const { aggregates, comparisons } = report;
  const tables = [scenarioTable(report)];
  if (aggregates.length > 0) tables.push(aggregateTable(aggregates));
  const ofFirst = comparisons.filter(({ first }) => first === comparisons[0]!.first);
  if (ofFirst.length > 0) tables.push(comparisonTable(ofFirst));
  return tables.join("\n\n");
}

/** One row a scenario (and budget): mean returns in the unit of its objective, between reference and bound. */
function scenarioTable({ results }: EvaluationReport): string {
  const policies = [...new Set(results.map(({ policy }) => policy))];
  const others = policies.filter((policy) => policy !== REFERENCE);
  const keys = [...new Set(results.map(({ scenario, budgetMinutes }) => JSON.stringify([scenario, budgetMinutes])))];
  const rows = keys.map((key) => {
    const here = results.filter((result) => JSON.stringify([result.scenario, result.budgetMinutes]) === key);
    const { scenario, budgetMinutes, rasterMean, boundMean, unit } = here[0]!;
    const means = others.map((policy) => {
      const mean = here.find((result) => result.policy === policy)?.mean;
      return mean === undefined ? "–" : figure(mean);
    });
    return [scenario, unit, String(budgetMinutes), figure(rasterMean), ...means, figure(boundMean)];
  });
  return formatTable(["mean return", "in", "minutes", REFERENCE, ...others, "bound"], rows, 2);
}

function aggregateTable(aggregates: readonly PolicyAggregate[]): string {
  const header = ["policy", "score (IQM)", "95 % interval", "optimality gap", "95 % interval"];
  const rows = aggregates.map(({ policy, interquartileMean, optimalityGap }) => [
    policy,
    shareCell(interquartileMean.value),
    intervalCell(interquartileMean.interval, percents),
    shareCell(optimalityGap.value),
    intervalCell(optimalityGap.interval, percents),
  ]);
  return `${formatTable(header, rows)}\nScore: (return − ${REFERENCE}) / (bound − ${REFERENCE}), in per cent.`;
}

function comparisonTable(comparisons: readonly Comparison[]): string {
  const header = ["paired, in score", "difference", "95 % interval", "verdict", "P(better)", "95 % interval"];
  const counts = ["higher on", "lower on", "not worse on"];
  const rows = comparisons.map(({ first, second, score, improvement, tasks }) => {
    const count = (is: (task: TaskComparison) => boolean) => `${tasks.filter(is).length}/${tasks.length}`;
    return [
      `${first} − ${second}`,
      score === null ? "–" : signed(score.value, percents),
      score === null ? "–" : intervalCell(score.interval, (value) => signed(value, percents)),
      score === null ? "–" : score.verdict,
      percents(improvement.value),
      intervalCell(improvement.interval, percents),
      count(({ difference }) => difference.verdict === "higher"),
      count(({ difference }) => difference.verdict === "lower"),
      count(({ nonInferiority }) => nonInferiority.notWorse),
    ];
  });
  const lower = comparisons.flatMap(({ first, second, tasks }) => {
    const labels = tasks.flatMap(({ label, difference }) => (difference.verdict === "lower" ? [label] : []));
    return labels.length === 0 ? [] : `${first} is lower than ${second} on ${labels.join(", ")}`;
  });
  return [formatTable([...header, ...counts], rows), ...lower].join("\n");
}
