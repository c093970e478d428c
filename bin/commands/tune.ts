import { InvalidArgumentError } from "commander";
import { policies } from "../../agent/policies/index.js";
import type { PolicyEntry } from "../../agent/policy.js";
import { type SearchName, searches } from "../../agent/tune/search.js";
import { type Choice, settingsOf } from "../../agent/tune/settings.js";
import { type SettingResult, type TuneOptions, type TuningResult, tune, tuningSize } from "../../agent/tune/tune.js";
import { TuningLog } from "../../agent/tune/tuning-log.js";
import { type TuningTask, tuningTasks } from "../../agent/tune/tuning-task.js";
import { UserError } from "../../env/errors.js";
import { didYouMean } from "../../env/nearest-word.js";
import { packageVersion } from "../../env/package-root.js";
import type { CommandEntry } from "../command.js";
import { formatTable } from "../terminal/format-table.js";
import { requireWritable, writeOutput } from "../terminal/output-file.js";
import { integer, list, positives } from "../terminal/parse-options.js";
import { progressBar } from "../terminal/progress-bar.js";

interface Flags {
  policy: string;
  parameter: Choice[];
  scenario: string[];
  budgetMinutes?: number[];
  episodes: number;
  confirmEpisodes?: number;
  seed: number;
  search: SearchName;
  log?: string;
  out?: string;
}

const entry: CommandEntry = {
  name: "tune",
  summary: "choose a policy's parameters on generated worlds",
  examples: [
    "cryogym tune --policy ucb --parameter beta=0,0.5,1,2 --scenario y1-wide,fresh-session --episodes 60",
    "cryogym tune --policy operator --parameter hopeless_after=4,8,16 --parameter poor_share=0.1,0.2,0.3 --scenario fresh-session --search successive-halving --log tune.jsonl --out tune.json",
  ],
  configure: (command) =>
    command
      .requiredOption("--policy <name>", `one with parameters: ${tunable().join(", ")}`)
      .requiredOption(
        "--parameter <name=values>",
        "values to try, separated by commas; once for each parameter",
        choice,
      )
      .requiredOption("--scenario <names>", "scenarios or files with generated worlds, separated by commas", list)
      .option("--budget-minutes <list>", "budgets, separated by commas (default: each scenario's own)", positives)
      .option("--episodes <n>", "episodes of each setting on each scenario", integer(2), 60)
      .option(
        "--confirm-episodes <n>",
        "further episodes for the best setting against the default (default: as --episodes; 0: none)",
        integer(0),
      )
      .option("--seed <n>", "seed of worlds, starts and policies", integer(0), 1)
      .option("--search <name>", Object.keys(searches).join(" or "), search, "grid")
      .option("--log <file>", "JSON Lines of finished episodes: a run that was interrupted goes on from there")
      .option("--out <file>", "write the record of the run as JSON; - for standard output")
      .action(run),
};

export default entry;

function tunable(): string[] {
  return policies
    .entries()
    .filter(({ parameters = {} }) => Object.keys(parameters).length > 0)
    .map(({ name }) => name);
}

/** `name=a,b,c`, once for each parameter. */
function choice(text: string, before: readonly Choice[] = []): Choice[] {
  const [parameter = "", values = "", ...rest] = text.split("=").map((part) => part.trim());
  const numbers = values.split(",").map((value) => (value.trim() === "" ? Number.NaN : Number(value)));
  if (parameter === "" || rest.length > 0 || !numbers.every(Number.isFinite)) {
    throw new InvalidArgumentError("expected a parameter and its values, such as beta=0,0.5,1");
  }
  return [...before, { parameter, values: [...new Set(numbers)] }];
}

function search(text: string): SearchName {
  const known = Object.keys(searches);
  if (!known.includes(text))
    throw new InvalidArgumentError(`expected ${known.join(" or ")}.${didYouMean(text, known)}`);
  return text as SearchName;
}

function run(flags: Flags): void {
  const policy = policies.get(flags.policy);
  if (Object.keys(policy.parameters ?? {}).length === 0) {
    throw new UserError(
      `policy '${policy.name}' has no parameters. Policies with parameters: ${tunable().join(", ")}.`,
    );
  }
  const settings = settingsOf(policy, flags.parameter);
  requireWritable(flags.log);
  requireWritable(flags.out);
  const tasks = tuningTasks(flags.scenario, flags.budgetMinutes);
  const { episodes, seed } = flags;
  const confirmEpisodes = flags.confirmEpisodes ?? episodes;
  const options: TuneOptions = {
    tasks,
    settings,
    episodes,
    confirmEpisodes,
    seed,
    search: flags.search,
    log: new TuningLog(flags.log),
    version: packageVersion,
  };
  const bar = progressBar(tuningSize(options), "episodes");
  const result = tune({ ...options, onEpisode: () => bar.step() });
  bar.stop();
  const out = flags.out === "-" ? process.stderr : process.stdout;
  out.write(`${table(tasks, result)}\n`);
  out.write(`${verdict(result, settings[0]!.spec)}\n`);
  if (flags.out !== undefined) {
    const record = recordOf(flags, policy, tasks, result, confirmEpisodes);
    writeOutput(flags.out, `${JSON.stringify(record, null, flags.out === "-" ? 0 : 2)}\n`);
  }
}

function table(tasks: readonly TuningTask[], { settings, confirmation }: TuningResult): string {
  const header = ["setting", "scenario", "minutes", "episodes", "mean", "difference", "95 % interval"];
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  const interval = (ci95: readonly [number, number] | null, show: (value: number) => string) =>
    ci95 === null ? "–" : `${show(ci95[0])} – ${show(ci95[1])}`;
  const rowsOf = (name: string, { episodes, means, comparison }: SettingResult) => [
    ...tasks.map(({ scenario, budgetMinutes }, t) => {
      const { mean, ci95 } = comparison.tasks[t]!;
      const fixed = (value: number) => value.toFixed(2);
      return [
        name,
        scenario.name,
        String(budgetMinutes),
        String(episodes),
        fixed(means[t]!),
        fixed(mean),
        interval(ci95, fixed),
      ];
    }),
    [
      name,
      "all",
      "",
      String(episodes),
      "",
      percent(comparison.overall.mean),
      interval(comparison.overall.ci95, percent),
    ],
  ];
  const rows = settings.flatMap((setting) => rowsOf(setting.spec, setting));
  if (confirmation !== undefined) rows.push(...rowsOf(`${confirmation.spec} (confirmed)`, confirmation));
  return formatTable(header, rows, 2);
}

function verdict({ best, confirmation }: TuningResult, standard: string): string {
  const unit =
    "Differences are to the default, in the same episodes; those of all scenarios are in shares of (bound − raster).";
  if (best.spec === standard) return `${unit}\nNo setting is above the default.`;
  const { ci95 } = (confirmation ?? best).comparison.overall;
  const sure = ci95 !== null && ci95[0] > 0;
  const how =
    confirmation === undefined
      ? "in the episodes that it was chosen by, which flatter it"
      : "in episodes that it was not chosen by";
  return `${unit}\nBest: ${best.spec}; its interval ${how} is ${sure ? "above 0" : "not above 0: the default may stay"}.`;
}

function recordOf(
  flags: Flags,
  { name, parameters }: PolicyEntry,
  tasks: readonly TuningTask[],
  { settings, best, confirmation }: TuningResult,
  confirmEpisodes: number,
): object {
  const { parameter, scenario, budgetMinutes, episodes, seed } = flags;
  const command = [
    `cryogym tune --policy ${name}`,
    ...parameter.map((given) => `--parameter ${given.parameter}=${given.values.join(",")}`),
    `--scenario ${scenario.join(",")}`,
    ...(budgetMinutes === undefined ? [] : [`--budget-minutes ${budgetMinutes.join(",")}`]),
    `--episodes ${episodes} --confirm-episodes ${confirmEpisodes} --seed ${seed} --search ${flags.search}`,
  ].join(" ");
  return {
    schemaVersion: 1,
    command,
    version: packageVersion,
    seed,
    policy: name,
    parameters,
    tasks: tasks.map((task) => ({
      scenario: task.scenario.name,
      digest: task.digest,
      budgetMinutes: task.budgetMinutes,
      unit: task.scenario.plan.objective.unit,
    })),
    settings,
    best: best.spec,
    confirmation,
  };
}
