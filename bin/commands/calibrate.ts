import { beliefs } from "../../agent/belief/kinds/index.js";
import { loadPrior } from "../../agent/belief/prior.js";
import { type CalibrationResult, calibrate, RESULTS_BEFORE } from "../../agent/calibration/calibrate.js";
import type { Estimate } from "../../agent/calibration/episode-bootstrap.js";
import { collectForecasts } from "../../agent/calibration/forecasts.js";
import { policies } from "../../agent/policies/index.js";
import { UserError } from "../../env/errors.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import type { CommandEntry } from "../command.js";
import { formatTable } from "../terminal/format-table.js";
import { requireWritable, writeOutput } from "../terminal/output-file.js";
import { integer, list } from "../terminal/parse-options.js";
import { progressBar } from "../terminal/progress-bar.js";

interface Flags {
  scenario: string[];
  belief?: string[];
  policy: string;
  prior: string;
  episodes: number;
  seed: number;
  json?: string;
  html?: string;
  data?: string;
}

const entry: CommandEntry = {
  name: "calibrate",
  summary: "measure how well beliefs foretell exposures before their results",
  examples: [
    "cryogym calibrate --scenario y1-like,y1-wide,fresh-session --episodes 50 --seed 1",
    "cryogym calibrate --scenario 21mar02c,21mar02c-without-predictions --belief residual,gaussian-process --html calibration.html",
  ],
  configure: (command) =>
    command
      .requiredOption(
        "--scenario <names|files>",
        "scenarios, separated by commas: names, or paths that end in .yaml",
        list,
      )
      .option("--belief <names>", `separated by commas: ${beliefs.names().join(", ")} (default: all)`, list)
      .option("--policy <name>", "what chooses the exposures, by its own belief", "index")
      .option("--prior <name>", "what the beliefs start from", "generated")
      .option("--episodes <n>", "episodes of each scenario", integer(1), 50)
      .option("--seed <n>", "seed of worlds, starts, policy and resampling", integer(0), 1)
      .option("--data <dir>", "folder of session tables (else CRYOGYM_DATA, else data/)")
      .option("--json <file>", "write the results as JSON; - for standard output")
      .option("--html <file>", "write a self-contained report with reliability diagrams; - for standard output")
      .action(run),
};

export default entry;

async function run(flags: Flags): Promise<void> {
  requireWritable(flags.json);
  requireWritable(flags.html);
  if (flags.json === "-" && flags.html === "-")
    throw new UserError("only one of --json and --html can be standard output");
  const { seed, episodes } = flags;
  const entries = (flags.belief ?? beliefs.names()).map((name) => beliefs.get(name));
  const policy = policies.get(flags.policy);
  const prior = loadPrior(flags.prior);
  const scenarios = flags.scenario.map((name) => {
    const scenario = loadScenario(name);
    return { ...scenario, source: openWorld(scenario, flags.data) };
  });
  const bar = progressBar(scenarios.length * episodes, "episodes");
  const results = scenarios.flatMap((scenario) => {
    const onEpisode = () => bar.step();
    const forecasts = collectForecasts({ scenario, policy, beliefs: entries, prior, episodes, seed, onEpisode });
    if (forecasts.good.length === 0) {
      bar.stop();
      throw new UserError(`${flags.policy} got no result on '${scenario.name}': there is nothing to score`);
    }
    return calibrate(forecasts, new KeyedRandom(seed));
  });
  bar.stop();
  // With `--json -` or `--html -` standard output holds nothing else.
  const out = flags.json === "-" || flags.html === "-" ? process.stderr : process.stdout;
  const notes = [...new Set(scenarios.flatMap(({ source }) => source.notes))];
  out.write(`${table(results)}\n`);
  out.write(
    `95 % intervals are over the episodes (${episodes} a scenario, seed ${seed}): generated worlds, or starts of one session, which say nothing about other sessions.\n` +
      `Log loss is of forecasts after ${RESULTS_BEFORE} results; beside it what it is more (+) or less (−) than that of the prior and of a running mean.\n`,
  );
  for (const note of notes) out.write(`${note}\n`);
  if (flags.json !== undefined) {
    const report = { schemaVersion: 1, seed, episodes, policy: flags.policy, prior: flags.prior, results };
    writeOutput(flags.json, `${JSON.stringify(report, null, flags.json === "-" ? 0 : 2)}\n`);
  }
  if (flags.html !== undefined) {
    // Charts are slow to load and seldom asked for.
    const { calibrationReport } = await import("../../agent/report/calibration-report.js");
    writeOutput(flags.html, await calibrationReport(results, seed, notes));
    if (flags.html !== "-") out.write(`Report: ${flags.html}\n`);
  }
}

function table(results: readonly CalibrationResult[]): string {
  const header = [
    "scenario",
    "belief",
    "forecasts",
    "ECE",
    "floor",
    "ECE − floor",
    "Brier",
    "log loss",
    "− prior's",
    "− mean's",
  ];
  const rows = results.map((r) => [
    r.scenario,
    r.belief,
    String(r.forecasts),
    r.calibration.error.toFixed(4),
    r.calibration.floor.toFixed(4),
    words(r.calibration.excess),
    r.brier.toFixed(4),
    r.later.logLoss.toFixed(4),
    words(r.later.lessPrior),
    words(r.later.lessRunningMean),
  ]);
  return formatTable(header, rows, 2);
}

function words({ value, interval }: Estimate): string {
  const signed = (x: number) => (Number.isNaN(x) ? "–" : `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(3)}`);
  return interval === null ? signed(value) : `${signed(value)} [${signed(interval[0])}, ${signed(interval[1])}]`;
}
