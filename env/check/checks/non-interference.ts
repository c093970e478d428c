import { RandomStream } from "../../random/random-stream.js";
import { type AnyEnv, type CheckContext, firstDifference, type Recording } from "../check-context.js";

/**
 * What is hidden shows nowhere: with the truth permuted that an episode has not revealed by some moment, the same actions
 * give the same results up to there. Needs {@link Env.withPermutedTruth} or the option of that name.
 */
export function checkNonInterference(context: CheckContext): void {
  let anyReward = false;
  let anyChange = false;
  for (const seed of context.seeds) {
    const recorded = context.create();
    if (context.options.withPermutedTruth === undefined && recorded.withPermutedTruth === undefined) return;
    const recording = context.record(recorded, seed);
    anyReward ||= recording.prints.some(({ reward }) => reward !== undefined && reward !== "number:0");
    for (const moment of momentsOf(recording)) {
      const env = context.create();
      context.repeat(env, { ...recording, actions: recording.actions.slice(0, moment) });
      const other = permuted(context, env, new RandomStream(seed * 1000 + moment));
      const prints = context.repeat(other, recording);
      const difference = firstDifference(recording.prints, prints);
      if (difference === undefined) continue;
      if (difference.step > moment) {
        anyChange = true;
        continue;
      }
      context.report(
        "non-interference",
        `seed ${seed}, step ${difference.step}`,
        `with the truth permuted that was hidden at step ${moment}: ${difference.parts} differ`,
        "nothing that an agent sees to depend on what has not been revealed yet",
        "compute observations, masks, infos and orders from what is known alone",
      );
    }
  }
  if (anyReward && !anyChange) {
    context.report(
      "non-interference",
      `seeds ${context.seeds.join(", ")}`,
      "withPermutedTruth changes nothing, not even what comes later",
      "the hook to permute what is hidden, so that this check can see something",
      "permute the truth of all that is not revealed",
    );
  }
}

function permuted(context: CheckContext, env: AnyEnv, random: RandomStream): AnyEnv {
  const { withPermutedTruth } = context.options;
  return withPermutedTruth === undefined ? env.withPermutedTruth!(random) : withPermutedTruth(env, random);
}

/** Numbers of steps after which there is still something to do: first, some in between, last. */
function momentsOf({ actions, ended }: Recording): number[] {
  const last = ended ? actions.length - 1 : actions.length;
  return [...new Set([0, 1, 2, 4, last >> 2, last >> 1, last - 1, last])].filter((step) => step >= 0 && step <= last);
}
