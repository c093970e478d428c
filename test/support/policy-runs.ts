import { runEpisode } from "../../agent/evaluate/run-episode.js";
import { policies } from "../../agent/policies/index.js";
import type { ParameterValues } from "../../agent/policy.js";
import type { Goal } from "../../env/goal/goal.js";
import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { Session } from "../../env/session/session.js";
import type { SessionPlan } from "../../env/session/session-plan.js";
import { PREDICTED_CTF_RESOLUTION } from "../../env/tree/feature-schema.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import { World, type WorldStart } from "../../env/world/world.js";
import type { WorldData } from "../../env/world/world-data.js";
import { describeTargets, type Layout } from "./small-worlds.js";

/** What a square's holes are predicted to be, and are. NaN: no prediction. */
export interface SquareQuality {
  readonly predicted: number;
  readonly true: number;
}

/**
 * A world whose squares' holes are as given by the square's id.
 *
 * @param features of a target, by id, that take the place of the predictions
 */
export function squaresWorld(
  layout: Layout,
  quality: (square: string) => SquareQuality,
  features?: (id: string, level: number) => Readonly<Record<string, number>> | undefined,
): WorldData {
  const squareOf = (id: string) => id.split(".").slice(0, 2).join(".");
  const tree = TargetTree.from(
    describeTargets(layout).map((target) => {
      const given = features?.(target.id, target.level);
      if (given !== undefined) return { ...target, features: given };
      if (target.level !== 4) return target;
      const { predicted } = quality(squareOf(target.id));
      return { ...target, features: Number.isNaN(predicted) ? {} : { [PREDICTED_CTF_RESOLUTION.name]: predicted } };
    }),
  );
  const ctfResolutionAngstrom = Float64Array.from(tree.ids, (id, row) =>
    tree.isLeaf(row) ? quality(squareOf(id)).true : Number.NaN,
  );
  return { tree, ctfResolutionAngstrom, spent: [] };
}

export interface PolicyRun {
  readonly goals: readonly Goal[];
  /** Ids of surveys and exposures, in order; `wait` and `stop` as they are. */
  readonly steps: readonly string[];
  readonly session: Session;
  readonly world: World;
  readonly sentences: readonly string[];
  /** The numbers of the reasons. */
  readonly numbers: readonly Readonly<Record<string, number>>[];
}

/** Runs a policy through a session of a world. */
export function runPolicy(
  policy: string,
  data: WorldData,
  plan: SessionPlan,
  start: WorldStart = {},
  values: ParameterValues = {},
  seed = 1,
): PolicyRun {
  const world = new World(data, plan, new KeyedRandom(seed));
  const goals: Goal[] = [];
  const steps: string[] = [];
  const sentences: string[] = [];
  const numbers: Readonly<Record<string, number>>[] = [];
  const session = runEpisode(world, policies.get(policy).create(values), {
    start,
    random: new KeyedRandom(seed).stream(0, RandomKind.Policy),
    decided({ goal, reason }) {
      goals.push(goal);
      const told = reason();
      sentences.push(told.sentence);
      numbers.push(told.numbers);
      if (goal.kind === "survey") steps.push(data.tree.ids[goal.target]!);
      else if (goal.kind === "acquire") steps.push(...goal.holes.map((hole) => data.tree.ids[hole]!));
      else steps.push(goal.kind);
    },
  });
  return { goals, steps, session, world, sentences, numbers };
}
