import { type CheckContext, isOver } from "../check-context.js";

/** Rewards are numbers; episodes end, by termination or truncation and never by both. */
export function checkEnding(context: CheckContext): void {
  const env = context.create();
  let ended = false;
  for (const seed of context.seeds) {
    context.play(env, seed, (result, step) => {
      ended ||= isOver(result);
      if (!("reward" in result)) return;
      const where = `seed ${seed}, step ${step}`;
      const { reward, terminated, truncated } = result;
      if (!Number.isFinite(reward)) {
        context.report("reward", where, `the reward is ${reward}`, "a finite number", "pay 0 where a value is missing");
      }
      if (typeof terminated !== "boolean" || typeof truncated !== "boolean") {
        context.report(
          "ending",
          where,
          `terminated is ${terminated}, truncated is ${truncated}`,
          "true or false",
          "return both with every step",
        );
      } else if (terminated && truncated) {
        context.report(
          "ending",
          where,
          "the episode was terminated and truncated at once",
          "terminated or truncated, never both: a learner bootstraps from one and not from the other",
          "truncate unless terminated",
        );
      }
    });
  }
  if (!ended) {
    context.report(
      "ending",
      `seeds ${context.seeds.join(", ")}`,
      `no episode came to its end within ${context.maxSteps} steps`,
      "episodes that end",
      "put the environment into a TimeLimit, or raise the option 'maxSteps'",
    );
  }
}
