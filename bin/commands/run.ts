import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { firstEpisode } from "../../agent/evaluate/compare-on-session.js";
import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import { policies } from "../../agent/policies/index.js";
import { parsePolicySpec } from "../../agent/policy-spec.js";
import type { SessionRun } from "../../agent/report/session-report-data.js";
import { packageVersion } from "../../env/package-root.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { hasTables, openWorld, sessionDataAdvice } from "../../env/scenario/open-world.js";
import type { Scenario } from "../../env/scenario/scenario.js";
import { requireServable } from "../../server/servable.js";
import type { CommandEntry } from "../command.js";
import { backendOption } from "../terminal/backend-option.js";
import { formatTable } from "../terminal/format-table.js";
import { integer, positive } from "../terminal/parse-options.js";
import { runServedSession } from "../terminal/served-session.js";

const REAL_SESSION = "21mar02c";
const GENERATED_SESSION = "y1-like";
const COMPARED = ["index", "greedy", "raster", "random"];

interface Flags {
  scenario?: string;
  policy: string;
  backend: BackendChoice;
  seed: number;
  speed: number;
  budgetMinutes?: number;
  data?: string;
  out?: string;
}

const entry: CommandEntry = {
  name: "run",
  summary: "run a whole session: policy server, driver and simulated microscope, then a report",
  examples: ["cryogym run", "cryogym run --scenario y1-like --policy greedy --seed 7 --speed 20000"],
  configure: (command) =>
    command
      .option(
        "--scenario <name|file>",
        `default: ${REAL_SESSION} where its table is at hand, else ${GENERATED_SESSION}`,
      )
      .option("--policy <name>", `what decides: ${policies.names().join(", ")}`, "index")
      .addOption(backendOption())
      .option("--seed <n>", "seed of world, start and policy", integer(0), 1)
      .option("--speed <n>", "simulated seconds a real second", positive, 3600)
      .option("--budget-minutes <n>", "instead of the scenario's budget", positive)
      .option("--data <dir>", "folder of session tables (else CRYOGYM_DATA, else data/)")
      .option("--out <dir>", "where ledger, movies and report go (default: a new folder in runs/)")
      .action(run),
};

export default entry;

async function run(flags: Flags): Promise<void> {
  parsePolicySpec(flags.policy);
  const scenario = chooseScenario(flags);
  const source = openWorld(scenario, flags.data);
  requireServable(scenario, source);
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const folder = resolve(flags.out ?? join("runs", `${stamp}-${scenario.name}-${flags.policy}`));
  mkdirSync(folder, { recursive: true });
  for (const note of source.notes) process.stdout.write(`${note}\n`);
  const episode = firstEpisode(scenario, source, flags.seed);
  const { backend, policy, seed, speed, data } = flags;
  const served = await runServedSession({ scenario, episode, policy, backend, seed, speed, dataFolder: data, folder });
  if (served.haltReason !== "") {
    process.stderr.write(`The session was halted: ${served.haltReason}\n`);
    process.exitCode = 1;
  }
  const others = COMPARED.filter((name) => name !== flags.policy).map((policy) => ({
    policy,
    events: episode.run(policy),
  }));
  process.stdout.write(`\n${comparison([served.run, ...others], episode.bound)}\n`);
  const { sessionReport } = await import("../../agent/report/session-report.js");
  const report = join(folder, "report.html");
  const { tree } = episode.world.data;
  const html = await sessionReport({
    title: `${scenario.name}: ${flags.policy}`,
    scenario: scenario.name,
    notes: [...source.notes, madeBy(flags, scenario)],
    goodExpression: scenario.plan.objective.goodExpression,
    budgetSeconds: scenario.plan.budgetSeconds,
    tree,
    ...(episode.startHole === undefined ? {} : { startHole: tree.ids[episode.startHole]! }),
    main: served.run,
    reasons: served.reasons,
    others,
    bound: episode.bound,
  });
  writeFileSync(report, html);
  process.stdout.write(`\nReport: ${report}\n`);
}

function madeBy({ policy, seed }: Flags, { name, plan }: Scenario): string {
  const date = new Date().toISOString().slice(0, 16).replace("T", " ");
  const command = `cryogym run --scenario ${name} --policy ${policy} --seed ${seed} --budget-minutes ${plan.budgetSeconds / 60}`;
  return `Made by cryogym ${packageVersion} on ${date} UTC: ${command}`;
}

function chooseScenario(flags: Flags): Scenario {
  const withBudget = (scenario: Scenario): Scenario =>
    flags.budgetMinutes === undefined
      ? scenario
      : { ...scenario, plan: { ...scenario.plan, budgetSeconds: flags.budgetMinutes * 60 } };
  if (flags.scenario !== undefined) return withBudget(loadScenario(flags.scenario));
  const real = loadScenario(REAL_SESSION);
  if (hasTables(real, flags.data)) {
    process.stdout.write(`Replaying the real session ${REAL_SESSION}.\n`);
    return withBudget(real);
  }
  process.stdout.write(
    `No session data at hand: showing a generated world with the statistics of ${REAL_SESSION}.\n${sessionDataAdvice}\n`,
  );
  return withBudget(loadScenario(GENERATED_SESSION));
}

function comparison(runs: readonly SessionRun[], bound: number): string {
  const rows = runs.map(({ policy, events }) => {
    const good = events.filter((event) => event.kind === "resulted" && event.good).length;
    const exposures = events.filter((event) => event.kind === "exposed").length;
    const share = bound === 0 ? "–" : `${((100 * good) / bound).toFixed(1)} %`;
    return [policy, String(good), String(exposures), share];
  });
  rows.push(["clairvoyant bound", String(Math.floor(bound + 1e-6)), "", "100.0 %"]);
  return formatTable(["policy", "good micrographs", "exposures", "of the bound"], rows);
}
