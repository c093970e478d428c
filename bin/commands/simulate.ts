import { firstEpisode } from "../../agent/evaluate/compare-on-session.js";
import {
  evaluationPolicyNames,
  prepareEvaluationPolicies,
  requirePolicies,
} from "../../agent/evaluate/policy-by-name.js";
import { type SimulatedSession, simulate } from "../../agent/evaluate/simulate.js";
import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import { playerPage } from "../../agent/report/player/player-page.js";
import { UserError } from "../../env/errors.js";
import { renderSession } from "../../env/render/render-session.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import type { Scenario } from "../../env/scenario/scenario.js";
import type { CommandEntry } from "../command.js";
import { backendOption, preparedFor } from "../terminal/backend-option.js";
import { requireWritable, writeOutput } from "../terminal/output-file.js";
import { integer, positive } from "../terminal/parse-options.js";

interface Flags {
  scenario: string;
  policy: string;
  backend: BackendChoice;
  seed: number;
  budgetMinutes?: number;
  data?: string;
  html?: string;
  svg?: string;
  json?: string;
}

const DEFAULT_WIDTH = 80;
const LEAST_WIDTH = 40;

const entry: CommandEntry = {
  name: "simulate",
  summary: "run one session of a policy in simulation, and look at it step by step",
  examples: [
    "cryogym simulate --scenario y1-like --policy index --seed 7 --html session.html",
    "cryogym simulate --scenario y1-like --policy greedy --svg session.svg --json session.json",
  ],
  configure: (command) =>
    command
      .requiredOption("--scenario <name|file>", "a scenario's name, or a path that ends in .yaml")
      .option("--policy <name>", `one of ${evaluationPolicyNames().join(", ")}`, "index")
      .addOption(backendOption())
      .option("--seed <n>", "seed of world, start and policy: its first episode, as in evaluate", integer(0), 1)
      .option("--budget-minutes <n>", "instead of the scenario's budget", positive)
      .option("--data <dir>", "folder of session tables (else CRYOGYM_DATA, else data/)")
      .option("--html <file>", "write a page that steps through the session; - for standard output")
      .option("--svg <file>", "write a picture of the session's end; - for standard output")
      .option("--json <file>", "write events and decisions as JSON; - for standard output")
      .action(run),
};

export default entry;

async function run(flags: Flags): Promise<void> {
  requirePolicies([flags.policy]);
  const files = [flags.html, flags.svg, flags.json];
  for (const file of files) requireWritable(file);
  const toStandardOutput = files.filter((file) => file === "-").length;
  if (toStandardOutput > 1) throw new UserError("only one of --html, --svg and --json can be standard output");
  const scenario = withBudget(loadScenario(flags.scenario), flags.budgetMinutes);
  const source = openWorld(scenario, flags.data);
  await prepareEvaluationPolicies([flags.policy], preparedFor(flags.backend));
  const simulated = simulate(firstEpisode(scenario, source, flags.seed), flags.policy);
  const { session, way } = simulated;
  // With a file to standard output that holds nothing else.
  const out = toStandardOutput > 0 ? process.stderr : process.stdout;
  const width = Math.max(LEAST_WIDTH, out.columns ?? DEFAULT_WIDTH);
  const colour = out.isTTY === true && (process.env.NO_COLOR ?? "") === "";
  out.write(renderSession(session, way, "ansi", { width, colour }));
  for (const note of source.notes) out.write(`\n${note}\n`);
  if (flags.json !== undefined) {
    writeOutput(flags.json, `${JSON.stringify(eventLog(scenario, flags, simulated))}\n`);
  }
  if (flags.svg !== undefined) writeOutput(flags.svg, renderSession(session, way, "svg"));
  if (flags.html !== undefined) {
    writeOutput(flags.html, playerPage(simulated, { scenario: scenario.name, notes: source.notes }));
    if (flags.html !== "-") out.write(`\nStep through it: ${flags.html}\n`);
  }
}

function withBudget(scenario: Scenario, minutes: number | undefined): Scenario {
  return minutes === undefined ? scenario : { ...scenario, plan: { ...scenario.plan, budgetSeconds: minutes * 60 } };
}

/** What `--json` writes. The names are part of the format. */
function eventLog(scenario: Scenario, flags: Flags, { session, way, decisions, bound }: SimulatedSession) {
  return {
    schemaVersion: 1,
    scenario: scenario.name,
    policy: flags.policy,
    seed: flags.seed,
    budgetSeconds: scenario.plan.budgetSeconds,
    startHole: way.startHole ?? null,
    good: session.goodCount[0],
    exposures: session.exposedCount[0],
    bound,
    events: way.events,
    decisions,
  };
}
