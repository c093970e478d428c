import { type EvaluateOptions, episodeCount, evaluate } from "../../agent/evaluate/evaluate.js";
import type { EvaluationReport, EvaluationResult } from "../../agent/evaluate/evaluation-result.js";
import { evaluationPolicyNames, requirePolicies } from "../../agent/evaluate/policy-by-name.js";
import { UserError } from "../../env/errors.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import type { CommandEntry } from "../command.js";
import { formatTable } from "../terminal/format-table.js";
import { requireWritable, writeOutput } from "../terminal/output-file.js";
import { integer, list, positives } from "../terminal/parse-options.js";
import { progressBar } from "../terminal/progress-bar.js";

interface Flags {
  scenario: string;
  policy: string[];
  episodes: number;
  seed: number;
  budgetMinutes?: number[];
  allStarts?: boolean;
  json?: string;
  html?: string;
  data?: string;
}

const entry: CommandEntry = {
  name: "evaluate",
  summary: "compare policies on the same episodes of a scenario",
  examples: [
    "cryogym evaluate --scenario y1-like --policy index,greedy,raster --episodes 50 --seed 1",
    "cryogym evaluate --scenario 21mar02c --policy index,greedy,clairvoyant --budget-minutes 120,240,360,480 --json out.json --html out.html",
  ],
  configure: (command) =>
    command
      .requiredOption("--scenario <name|file>", "a scenario's name, or a path that ends in .yaml")
      .requiredOption("--policy <names>", `separated by commas: ${evaluationPolicyNames().join(", ")}`, list)
      .option("--episodes <n>", "episodes for each policy and budget", integer(1), 50)
      .option("--seed <n>", "seed of worlds, starts and policies", integer(0), 1)
      .option("--budget-minutes <list>", "budgets, separated by commas (default: the scenario's)", positives)
      .option("--all-starts", "one episode from each hole of a replayed table, instead of --episodes")
      .option("--data <dir>", "folder of session tables (else CRYOGYM_DATA, else data/)")
      .option("--json <file>", "write the results as JSON; - for standard output")
      .option("--html <file>", "write a self-contained report; - for standard output")
      .action(run),
};

export default entry;

async function run(flags: Flags): Promise<void> {
  requirePolicies(flags.policy);
  requireWritable(flags.json);
  requireWritable(flags.html);
  if (flags.json === "-" && flags.html === "-")
    throw new UserError("only one of --json and --html can be standard output");
  const scenario = loadScenario(flags.scenario);
  const source = openWorld(scenario, flags.data);
  if (flags.allStarts === true && (source.varies || scenario.start !== "random-hole")) {
    throw new UserError(
      `--all-starts needs a replayed table and 'start: random-hole'; '${scenario.name}' does not have both`,
    );
  }
  const options: EvaluateOptions = {
    scenario,
    source,
    policies: flags.policy,
    budgetsMinutes: flags.budgetMinutes ?? [scenario.plan.budgetSeconds / 60],
    episodes: flags.episodes,
    seed: flags.seed,
    allStarts: flags.allStarts === true,
  };
  const episodes = episodeCount(options);
  const bar = progressBar(episodes * options.policies.length * options.budgetsMinutes.length, "episodes");
  const results = evaluate({ ...options, onEpisode: () => bar.step() });
  bar.stop();
  const report: EvaluationReport = { schemaVersion: 1, seed: flags.seed, episodes, results };
  // With `--json -` or `--html -` standard output holds nothing else.
  const out = flags.json === "-" || flags.html === "-" ? process.stderr : process.stdout;
  out.write(`${table(results, scenario.plan.objective.costPerHour > 0)}\n`);
  out.write(
    `95 % intervals are over ${results[0]!.intervalOver} (${episodes} ${episodes === 1 ? "episode" : "episodes"}, seed ${flags.seed}).\n`,
  );
  for (const note of source.notes) out.write(`${note}\n`);
  if (flags.json !== undefined) {
    writeOutput(flags.json, `${JSON.stringify(report, null, flags.json === "-" ? 0 : 2)}\n`);
  }
  if (flags.html !== undefined) {
    // Charts are slow to load and seldom asked for.
    const { evaluationReport } = await import("../../agent/report/evaluation-report.js");
    writeOutput(flags.html, await evaluationReport(report, source.notes));
    if (flags.html !== "-") out.write(`Report: ${flags.html}\n`);
  }
}

function table(results: readonly EvaluationResult[], costs: boolean): string {
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
    "µs/decision",
  ];
  const rows = results.map((r) => [
    r.scenario,
    r.policy,
    String(r.budgetMinutes),
    r.mean.toFixed(2),
    r.sd === null ? "–" : r.sd.toFixed(2),
    r.ci95 === null ? "–" : `${r.ci95[0].toFixed(2)} – ${r.ci95[1].toFixed(2)}`,
    r.exposuresMean.toFixed(1),
    r.boundMean.toFixed(2),
    r.shareOfBound === null || r.shareOfBound < 0 ? "–" : `${(100 * r.shareOfBound).toFixed(1)} %`,
    r.decisionMicrosecondsMedian.toFixed(1),
  ]);
  return formatTable(header, rows, 2);
}
