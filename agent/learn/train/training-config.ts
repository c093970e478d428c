import { readFileSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../../../env/errors.js";
import { didYouMean } from "../../../env/nearest-word.js";
import { checkPlainDocument } from "../../../env/scenario/check-plain-document.js";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { scenarioNames } from "../../../env/scenario/scenario-files.js";
import type { Problem } from "../../../env/scenario/schema/problems.js";
import { parsePolicySpec } from "../../policy-spec.js";
import { imitationSchema } from "../imitation/imitation-options.js";
import type { TrainingScenario } from "../task/draw-episode.js";
import { bonuses } from "./bonuses/index.js";
import { ppoSchema } from "./ppo-options.js";

/** A training file; each field with its default. */
export const trainingSchema = z.strictObject({
  /** What learns: proximal policy optimisation here; the other one, `dqn`, has options of its own. */
  algorithm: z.literal("ppo").optional(),
  /** Of the checkpoint. */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "expected letters, digits, '.', '_' and '-'"),
  /** What the policy is for, for its card. */
  purpose: z.string().min(1),
  /** Of worlds, choices and first weights. */
  seed: z.int().default(1),
  /** Threads that collect and differentiate; what comes out depends on their number. */
  workers: z.int().positive().default(2),
  /** Scenarios with generated worlds, and how often each is drawn. */
  scenarios: z.array(z.strictObject({ name: z.string(), weight: z.number().positive().default(1) })).min(1),
  /** Scenarios that training must never see; named here for the card. */
  held_back: z.array(z.string()).default([]),
  /** Each episode's budget is the scenario's times a factor between these. */
  budget_factors: z.tuple([z.number().positive(), z.number().positive()]).default([1, 1]),
  /** Decisions after which an episode is truncated. */
  max_decisions: z.int().positive().default(5000),
  /** So many episodes in a row have the same world. */
  world_repeats: z.int().positive().default(8),
  network: z
    .strictObject({
      /** Units of each hidden layer. */
      hidden: z.int().min(1).max(512).default(64),
      /** What the rule's scores, in units of their level, are divided by. */
      temperature: z.number().positive().default(0.25),
      /** Whether decisions go level by level, or among everything at once. */
      hierarchy: z.boolean().default(true),
      /** Whether logits start from the rule's scores. */
      index_prior: z.boolean().default(true),
    })
    .prefault({}),
  /** What is imitated before anything else; left out: nothing. */
  imitation: imitationSchema.optional(),
  ppo: ppoSchema.prefault({}),
});

/** A training file, read and checked. */
export type TrainingConfig = z.output<typeof trainingSchema>;

/**
 * Reads and checks a training file.
 *
 * @throws UserError with `file:line:column` for each thing that is wrong
 * @example loadTrainingConfig("training/default.yaml").ppo.iterations
 */
export function loadTrainingConfig(file: string): TrainingConfig {
  try {
    readFileSync(file);
  } catch {
    throw new UserError(`no training file '${file}'; expected a YAML file, such as training/default.yaml`);
  }
  return checkPlainDocument(file, trainingSchema, configProblems);
}

/** What else is wrong with a training file of the right form, of whatever algorithm. */
export function configProblems({
  scenarios,
  held_back,
  budget_factors,
  network,
  imitation,
  ppo,
}: Pick<TrainingConfig, "scenarios" | "held_back" | "budget_factors"> &
  Partial<Pick<TrainingConfig, "network" | "imitation" | "ppo">>): Problem[] {
  const known = scenarioNames();
  const found: Problem[] = [];
  const add = (path: (string | number)[], text: string) =>
    found.push({ path, at: "value", text: `${path.join(".")}: ${text}` });
  const isFile = (name: string) => name.endsWith(".yaml");
  const check = (path: (string | number)[], name: string) => {
    if (isFile(name) || known.includes(name)) return;
    add(
      path,
      `unknown scenario '${name}'.${didYouMean(name, known)} Known: ${known.join(", ")}; or a path that ends in .yaml.`,
    );
  };
  for (const [i, { name }] of scenarios.entries()) {
    check(["scenarios", i, "name"], name);
    if (held_back.includes(name)) add(["scenarios", i, "name"], `'${name}' is held back, so it can't be trained on`);
  }
  for (const [i, name] of held_back.entries()) check(["held_back", i], name);
  if (imitation !== undefined && network?.hierarchy === false) {
    add(
      ["imitation"],
      "only decisions that go level by level can be imitated; leave it out, or set network.hierarchy: true",
    );
  }
  if (budget_factors[0] > budget_factors[1]) add(["budget_factors"], "the first factor must not exceed the second");
  try {
    if (imitation !== undefined) parsePolicySpec(imitation.teacher);
  } catch (error) {
    add(["imitation", "teacher"], (error as Error).message);
  }
  for (const name of Object.keys(ppo?.bonuses ?? {})) {
    if (bonuses.has(name)) continue;
    add(
      ["ppo", "bonuses", name],
      `unknown bonus.${didYouMean(name, bonuses.names())} Known: ${bonuses.names().join(", ")}.`,
    );
  }
  return found;
}

/**
 * Opens the scenarios that are trained on.
 *
 * @throws UserError if one replays a recorded session: those are for reporting
 */
export function openTrainingScenarios({ scenarios }: Pick<TrainingConfig, "scenarios">): TrainingScenario[] {
  return scenarios.map(({ name, weight }) => {
    const scenario = loadScenario(name);
    if (scenario.world.kind !== "generated") {
      throw new UserError(
        `scenario '${name}' has a world of kind '${scenario.world.kind}': policies are trained on generated worlds alone, so that recorded sessions stay for reporting`,
      );
    }
    return { scenario, source: openWorld(scenario), weight };
  });
}
