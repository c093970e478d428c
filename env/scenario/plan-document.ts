import { stringify } from "yaml";
import { type LocatedError, UserError } from "../errors.js";
import { objectiveKinds } from "../objective/kinds/index.js";
import type { SessionPlan } from "../session/session-plan.js";
import { latencyKinds } from "../world/latency/kinds/index.js";
import { checkDocument, checkOptions } from "./check-document.js";
import { joinErrors, plain } from "./document/located.js";
import { readDocumentText } from "./document/read-document.js";
import { MOST_BYTES } from "./document/read-text.js";
import { resolveExpressions } from "./resolve-expressions.js";
import { scenarioFile } from "./scenario-files.js";
import { located, type Problem, problems } from "./schema/problems.js";
import { scenarioSchema } from "./schema/scenario-schema.js";

/** What a session's plan is made from. */
const planKeys = { name: true, budget: true, latency: true, objective: true, results: true } as const;
const planSchema = scenarioSchema.pick(planKeys);
/** A scenario's other keys, which a plan does not need. */
const otherKeys = ["description", "world", "start", "faults"];
const noVariables = { values: new Map(), wrong: new Set<string>(), found: [] };

/** A plan and the name of the scenario that it is of. */
export interface NamedPlan {
  readonly name: string;
  readonly plan: SessionPlan;
}

/**
 * What a scenario says of a session's plan, as YAML text that hangs on no other file: what it extends and its variables
 * are put in. For {@link readPlan}.
 *
 * @param dataFolder the value of `--data`, if given
 * @throws UserError with `file:line:column` for each thing that is wrong with the scenario
 * @example readPlan(planDocument("y1-like")).plan.budgetSeconds // 28800
 */
export function planDocument(nameOrFile: string, dataFolder?: string): string {
  const { data } = checkDocument(scenarioFile(nameOrFile), scenarioSchema, dataFolder);
  const kept = Object.entries(data).filter(([key]) => Object.hasOwn(planKeys, key));
  return stringify(JSON.parse(JSON.stringify(Object.fromEntries(kept))));
}

/**
 * The plan that a text says. A scenario that extends nothing and has no variables is such a text, too.
 *
 * @param text YAML, up to 64 KiB
 * @throws UserError with `scenario:line:column` for each thing that is wrong
 */
export function readPlan(text: string): NamedPlan {
  const called = "scenario";
  if (text.length > MOST_BYTES) {
    throw new UserError(`the scenario has ${text.length} characters; expected at most ${MOST_BYTES}`);
  }
  const { root, found } = readDocumentText(called, text);
  if (root === undefined) throw joinErrors(called, found);
  const data = plain(root) as Record<string, unknown>;
  for (const key of otherKeys) delete data[key];
  const wrong: Problem[] = resolveExpressions(planSchema, data, noVariables);
  const checked = planSchema.safeParse(data);
  if (!checked.success) wrong.push(...problems(planSchema, checked.error.issues, data));
  const latency = checkOptions(data, "latency", noVariables);
  const objective = checkOptions(data, "objective", noVariables);
  wrong.push(...latency.wrong, ...objective.wrong);
  const told = wrong.filter((problem): problem is Problem & { readonly text: string } => problem.text !== undefined);
  const errors: LocatedError[] = [...found, ...told.map((problem) => located(root, problem))];
  if (errors.length > 0) throw joinErrors(called, errors);
  if (checked.data === undefined) throw new UserError("the scenario can't be checked");
  const { name, budget, results, latency: way, objective: worth } = checked.data;
  const plan: SessionPlan = {
    budgetSeconds: budget,
    latency: latencyKinds.get(way.kind).create(latency.value as never),
    objective: objectiveKinds.get(worth.kind).create(objective.value as never),
    ...(results && { results }),
  };
  return { name, plan };
}
