import { html } from "../../../env/render/html.js";
import { page } from "../page.js";
import { aggregateSection } from "./aggregate-section.js";
import { calibrationSection } from "./calibration-section.js";
import { comparisonSection } from "./comparison-section.js";
import { episodesSection } from "./episodes-section.js";
import { evaluationStyle } from "./evaluation-style.js";
import { latencySection } from "./latency-section.js";
import { nonInferioritySection } from "./non-inferiority-section.js";
import { opening } from "./opening.js";
import type { EvaluationReportInput } from "./report-input.js";
import { scenarioSections } from "./scenario-sections.js";
import { scoreSection } from "./score-section.js";

/**
 * An evaluation as a self-contained HTML page: charts are pictures inside it, nothing is fetched. The same input gives
 * the same page.
 *
 * @example
 * const summary = summarise(records, { policies: ["index", "greedy"] });
 * writeFileSync("evaluation.html", await evaluationReport({ title: "Core suite", records, summary, notes: [] }));
 */
export async function evaluationReport(input: EvaluationReportInput): Promise<string> {
  const { summary } = input;
  const links = [
    ...(summary.aggregates.length === 0 ? [] : [["scores", "All scenarios"] as const]),
    ...(summary.comparisons.length === 0
      ? []
      : [["comparisons", "Comparisons"] as const, ["not-worse", "Better or not worse"] as const]),
    ...(summary.aggregates.length === 0 ? [] : [["by-scenario", "Score by scenario"] as const]),
    ["scenarios", "Scenario by scenario"] as const,
    ...(summary.calibrations.length === 0 ? [] : [["calibration", "Calibration"] as const]),
    ["latency", "Time a decision takes"] as const,
    ["episodes", "Episodes"] as const,
  ];
  return page(
    input.title,
    html`${opening(input)}
<nav>${links.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
${await aggregateSection(summary)}
${comparisonSection(summary)}
${nonInferioritySection(summary)}
${await scoreSection(summary)}
${await scenarioSections(summary)}
${await calibrationSection(summary)}
${latencySection(summary)}
${episodesSection(input)}`,
    { style: evaluationStyle },
  );
}
