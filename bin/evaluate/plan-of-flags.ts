import type { EvaluationPlan, PlannedScenario } from "../../agent/evaluate/evaluation-plan.js";
import { requirePolicies } from "../../agent/evaluate/policy-by-name.js";
import { UserError } from "../../env/errors.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { loadSuite } from "../../env/scenario/load-suite.js";
import { hasTables, openWorld } from "../../env/scenario/open-world.js";
import { list } from "../terminal/parse-options.js";
import type { EvaluateFlags } from "./evaluate-flags.js";

/** What a command line asks for. */
export interface AskedFor {
  readonly plan: EvaluationPlan;
  /** Scenario or suite, for titles. */
  readonly name: string;
  /** Scenarios of the suite that need tables which are not at hand. */
  readonly leftOut: readonly string[];
}

/** @throws UserError for options that do not go together, unknown names, or worlds that can't be opened */
export function planOfFlags(flags: EvaluateFlags): AskedFor {
  requirePolicies(flags.policy);
  requireFitting(flags);
  const suite = flags.suite === undefined ? undefined : loadSuite(flags.suite);
  const names = suite === undefined ? list(flags.scenario!) : suite.scenarios.map(({ name }) => name);
  const leftOut: string[] = [];
  const scenarios = names.flatMap((name): PlannedScenario[] => {
    const scenario = loadScenario(name, flags.data);
    if (suite !== undefined && !hasTables(scenario, flags.data)) {
      leftOut.push(scenario.name);
      return [];
    }
    const source = openWorld(scenario, flags.data);
    const allStarts = flags.allStarts === true;
    if (allStarts && (source.varies || scenario.start !== "random-hole")) {
      throw new UserError(
        `--all-starts needs a replayed table and 'start: random-hole'; '${scenario.name}' does not have both`,
      );
    }
    const own = scenario.plan.budgetSeconds / 60;
    const budgetsMinutes = flags.budgetMinutes ?? flags.budgetShares?.map((share) => share * own) ?? [own];
    return [{ scenario, source, allStarts, budgetsMinutes }];
  });
  if (scenarios.length === 0) {
    throw new UserError(`suite '${suite!.name}': no scenario's table is at hand: ${leftOut.join(", ")}`);
  }
  const { policy: policies, episodes, seed } = flags;
  return {
    plan: { scenarios, policies, episodes, seed },
    name: suite?.name ?? scenarios.map(({ scenario }) => scenario.name).join(", "),
    leftOut,
  };
}

function requireFitting(flags: EvaluateFlags): void {
  const { scenario, suite } = flags;
  if ((scenario === undefined) === (suite === undefined)) {
    throw new UserError(
      "give either --scenario, for one scenario or some, or --suite, for all of a suite; such as --suite core",
    );
  }
  if (flags.budgetMinutes !== undefined && flags.budgetShares !== undefined) {
    throw new UserError("give either --budget-minutes or --budget-shares, not both");
  }
  if (flags.allStarts === true && (suite !== undefined || list(scenario!).length > 1)) {
    throw new UserError("--all-starts is for one scenario with a replayed table, not for several");
  }
  if (flags.resume === true && flags.jsonl === undefined) {
    throw new UserError("--resume needs the file with the episodes: --jsonl FILE");
  }
  if (flags.json === "-" && flags.html === "-") {
    throw new UserError("only one of --json and --html can be standard output");
  }
  if (flags.jsonl === "-") throw new UserError("--jsonl needs a file: it can't be standard output");
}
