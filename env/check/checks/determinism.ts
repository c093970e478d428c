import { type AnyEnv, type CheckContext, firstDifference, type Print } from "../check-context.js";

/** The same seed and actions give the same results: in another instance, after other episodes, and in those after it. */
export function checkDeterminism(context: CheckContext): void {
  for (const seed of context.seeds) {
    const one = context.create();
    const recording = context.record(one, seed);
    const other = context.create();
    const compare = (prints: readonly Print[], what: string, expected: string, fix: string) => {
      const difference = firstDifference(recording.prints, prints);
      if (difference === undefined) return;
      const where = `seed ${seed}, step ${difference.step}`;
      context.report("determinism", where, `${what}: ${difference.parts} differ`, expected, fix);
    };
    compare(
      context.repeat(other, recording),
      context.single ? "the same seed and actions again" : "the same seed and actions in two environments",
      "the same results, byte by byte",
      "draw every random number from the seed; use no Math.random, time of day or state shared between environments",
    );
    playUnseeded(other, context);
    compare(
      context.repeat(other, recording),
      "the same seed and actions after other episodes",
      "a reset with a seed to leave nothing of what was before",
      "begin each episode from scratch: counters, buffers and random sources",
    );
    const after = [one, other].map((env) => {
      context.repeat(env, recording);
      return [context.print(env, env.reset()), context.print(env, env.reset())];
    });
    const difference = firstDifference(after[0]!, after[1]!);
    if (difference !== undefined) {
      context.report(
        "determinism",
        `seed ${seed}, reset ${difference.step + 1} without a seed`,
        `resets without a seed after one with: ${difference.parts} differ`,
        "the seed to fix the episodes after it too",
        "derive the n-th episode's randomness from the last seed and n",
      );
    }
  }
}

function playUnseeded(env: AnyEnv, context: CheckContext): void {
  context.play(env, 12_345, () => {});
  env.reset();
}
