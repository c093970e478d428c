import { z } from "zod";
import { UserError } from "../../../env/errors.js";
import { KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { checkPlainDocument } from "../../../env/scenario/check-plain-document.js";
import type { Problem } from "../../../env/scenario/schema/problems.js";
import { configProblems, openTrainingScenarios, trainingSchema } from "../train/training-config.js";
import { dqnSchema } from "./dqn-options.js";
import { FlatTask } from "./flat-task.js";

/** A training file of a flat DQN: as any other but for the algorithm's own options, and in one thread. */
export const dqnTrainingSchema = trainingSchema
  .omit({ algorithm: true, network: true, ppo: true, workers: true })
  .extend({
    algorithm: z.literal("dqn"),
    dqn: dqnSchema.prefault({}),
  });

/** A training file of a flat DQN, read and checked. */
export type DqnTrainingConfig = z.output<typeof dqnTrainingSchema>;

/**
 * Reads and checks a training file of a flat DQN.
 *
 * @throws UserError with `file:line:column` for each thing that is wrong
 * @example loadDqnTrainingConfig("training/dqn.yaml").dqn.batch
 */
export function loadDqnTrainingConfig(file: string): DqnTrainingConfig {
  return checkPlainDocument(file, dqnTrainingSchema, dqnProblems);
}

function dqnProblems(config: DqnTrainingConfig): Problem[] {
  const { seed, dqn } = config;
  const found = configProblems(config);
  const add = (path: string[], text: string) =>
    found.push({ path: ["dqn", ...path], at: "value", text: `dqn.${path.join(".")}: ${text}` });
  if (dqn.validation_seed === seed) add(["validation_seed"], "must not be the seed of training");
  if (dqn.epsilon_falls[0] > dqn.epsilon_falls[1]) add(["epsilon_falls"], "the first share must not exceed the second");
  return found;
}

/**
 * Opens what a training file names, for as many environments as are asked for.
 *
 * @throws UserError if a scenario replays a recorded session, or if its survey is not complete
 */
export function openFlatTasks(config: DqnTrainingConfig): (of: "training" | "validation") => FlatTask {
  const { seed, dqn, world_repeats, budget_factors, max_decisions } = config;
  const scenarios = openTrainingScenarios(config);
  for (const { scenario, source } of scenarios) {
    if (source.survey === "complete") continue;
    throw new UserError(
      `scenario '${scenario.name}' has the survey '${source.survey}': a flat DQN chooses among all holes of a session that is fully surveyed, so it can be trained on scenarios with 'survey: complete' alone, such as y1-like`,
    );
  }
  const worlds = new KeyedRandom(seed).derive(0, RandomKind.World);
  const validationWorlds = new KeyedRandom(dqn.validation_seed);
  const limits = { maxSteps: max_decisions };
  return (of) =>
    of === "training"
      ? new FlatTask(scenarios, { ...limits, worldRepeats: world_repeats, budgetFactors: budget_factors }, worlds)
      : new FlatTask(scenarios, { ...limits, worldRepeats: 1, budgetFactors: [1, 1] }, validationWorlds);
}
