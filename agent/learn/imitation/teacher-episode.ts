import { performGoal } from "../../../env/goal/perform-goal.js";
import { type KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import { indexDefaults } from "../../plan/index-options.js";
import { moveTowards } from "../../plan/move-scores.js";
import { createPolicy } from "../../policy-spec.js";
import { FIRST_CANDIDATE, STOP, UP, WAIT } from "../input/choices.js";
import { DecisionAdapter } from "../input/decision-adapter.js";
import { CANDIDATE_FEATURES, CONTEXT_FEATURES } from "../input/decision-input.js";
import { drawEpisode, type TrainingScenario } from "../task/draw-episode.js";
import { Experience } from "../train/experience.js";

/**
 * Plays one episode by a policy and keeps each step of its decisions, as the network would have had to take it.
 *
 * @param teacher as `parsePolicySpec` reads it, prepared
 * @param random of all episodes
 * @example const experience = teacherEpisode("rollout", scenarios, [1, 1], new KeyedRandom(1), 0);
 */
export function teacherEpisode(
  teacher: string,
  scenarios: readonly TrainingScenario[],
  budgetFactors: readonly [number, number],
  random: KeyedRandom,
  episode: number,
): Experience {
  const drawn = drawEpisode(scenarios, budgetFactors, random, episode);
  const { world, start } = drawn;
  const session = world.begin(start);
  const policy = createPolicy(teacher);
  policy.reset(session, drawn.random.stream(0, RandomKind.Policy));
  const adapter = new DecisionAdapter(session, indexDefaults);
  const experience = new Experience({
    candidateFeatures: CANDIDATE_FEATURES,
    contextFeatures: CONTEXT_FEATURES,
    privilegedFeatures: 0,
  });
  while (!session.ended) {
    const { goal } = policy.decide(session);
    adapter.begin();
    for (let isOpen = true; isOpen; ) {
      const { input, cursor } = adapter;
      const towards = moveTowards(session, goal, cursor);
      const move =
        typeof towards === "number"
          ? FIRST_CANDIDATE + towards - session.tree.firstChild[cursor]!
          : { stop: STOP, up: UP, wait: WAIT }[towards];
      // What a teacher may do and the network may not is nothing to learn from.
      if (input.legal[move] !== 1) break;
      experience.moves[experience.add(input)] = move;
      isOpen = adapter.take(move) === undefined;
    }
    performGoal(world, session, goal);
  }
  return experience;
}
