import type {
  EvaluationAggregate,
  EvaluationReport,
  PolicyComparison,
} from "../../agent/evaluate/evaluation-result.js";
import { formatTable } from "../terminal/format-table.js";
import { figure, intervalCell, shareCell, signed } from "./cells.js";

const REFERENCE = "raster";

/** What a suite came to: mean returns by scenario, all scenarios together, the first policy against each other one. */
export function suiteTables(report: EvaluationReport): string {
  const { aggregate, comparisons } = report;
  const tables = [scenarioTable(report)];
  if (aggregate !== null) {
    tables.push(aggregateTable(aggregate));
    if (aggregate.comparisons.length > 0) tables.push(comparisonTable(aggregate, comparisons));
  }
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

function aggregateTable({ policies, tasks }: EvaluationAggregate): string {
  const header = ["policy", "score (IQM)", "95 % interval", "optimality gap", "95 % interval"];
  const rows = policies.map((p) => [
    p.policy,
    shareCell(p.interquartileMean),
    intervalCell(p.ci95, percents),
    shareCell(p.optimalityGap),
    intervalCell(p.optimalityGapCi95, percents),
  ]);
  const what = `Score: (return − ${REFERENCE}) / (bound − ${REFERENCE}), over ${tasks} scenarios and budgets`;
  return `${formatTable(header, rows)}\n${what}.`;
}

function comparisonTable({ comparisons }: EvaluationAggregate, single: readonly PolicyComparison[]): string {
  const header = ["paired, in score", "difference", "95 % interval", "so it is", "P(better)", "95 % interval"];
  const counts = ["higher on", "lower on", "not worse on"];
  const rows = comparisons.map((c) => {
    const tasks = single.filter(({ against }) => against === c.against);
    const count = (is: (comparison: PolicyComparison) => boolean) => `${tasks.filter(is).length}/${tasks.length}`;
    return [
      `${c.policy} − ${c.against}`,
      signed(c.difference, percents),
      intervalCell(c.ci95, (value) => signed(value, percents)),
      c.verdict,
      percents(c.probabilityOfImprovement),
      intervalCell(c.probabilityOfImprovementCi95, percents),
      count(({ verdict }) => verdict === "higher"),
      count(({ verdict }) => verdict === "lower"),
      count(({ nonInferiority }) => nonInferiority.notWorse),
    ];
  });
  const lower = single.filter(({ verdict }) => verdict === "lower");
  const names = [...new Set(lower.map(({ policy, against, scenario }) => `${policy} below ${against}: ${scenario}`))];
  return [formatTable([...header, ...counts], rows), ...names].join("\n");
}

function percents(share: number): string {
  return (100 * share).toFixed(1);
}
