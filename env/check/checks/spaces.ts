import type { CheckContext } from "../check-context.js";
import { explainMember } from "../explain-member.js";

/** Every observation is a member of the observation space, and the spaces stay what they are. */
export function checkSpaces(context: CheckContext): void {
  const env = context.create();
  const spaces = () => JSON.stringify([env.actionSpace, env.observationSpace]);
  const before = spaces();
  for (const seed of context.seeds) {
    context.play(env, seed, ({ observation }, step) => {
      if (!env.observationSpace.contains(observation)) {
        context.report(
          "spaces",
          `seed ${seed}, step ${step}`,
          explainMember(env.observationSpace, observation, "observation"),
          `a member of ${env.observationSpace}, the last observation of an episode included`,
          "give arrays of the space's type, length and bounds, or state the space as it is",
        );
      }
    });
  }
  if (spaces() !== before) {
    context.report(
      "spaces",
      "after some episodes",
      "the spaces are no longer what they were",
      "spaces that never change",
      "make the spaces once, in the constructor",
    );
  }
}
