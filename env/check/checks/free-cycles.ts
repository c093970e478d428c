import { RandomStream } from "../../random/random-stream.js";
import { type CheckContext, numberIn } from "../check-context.js";
import { fingerprint } from "../fingerprint.js";

/** How often an action is taken that has been free before, where one is legal. */
const SHARE_OF_FREE_ACTIONS = 0.7;

/**
 * No sequence of legal actions comes back to the same observation without time passing. Walks at random, mostly by
 * actions that were free before; skipped where `info.durationSeconds` is not told.
 */
export function checkFreeCycles(context: CheckContext): void {
  const env = context.create();
  const free = new Set<unknown>();
  for (const seed of context.seeds.flatMap((first) => [first, first + 1000, first + 2000])) {
    const random = new RandomStream(seed);
    let { observation } = env.reset({ seed });
    let seen = new Set([fingerprint(observation)]);
    let way: unknown[] = [];
    for (let i = 1; i <= context.maxSteps; i++) {
      const known = context.legalActions(env, observation)?.filter((action) => free.has(action)) ?? [];
      const takesFree = known.length > 0 && random.uniform() < SHARE_OF_FREE_ACTIONS;
      const action = takesFree ? known[random.integer(known.length)] : context.choose(env, observation, random);
      if (action === undefined) break;
      const step = context.step(env, action);
      const duration = numberIn(step.info, "durationSeconds");
      if (duration === undefined) return;
      if (step.terminated || step.truncated) break;
      ({ observation } = step);
      const print = fingerprint(observation);
      if (duration > 0) {
        seen = new Set([print]);
        way = [];
        continue;
      }
      free.add(action);
      way.push(action);
      if (seen.has(print)) {
        context.report(
          "free-cycles",
          `seed ${seed}, step ${i}`,
          `the legal actions ${way.join(", ")} came back to the same observation, and no time passed`,
          "no way back to the same observation without time passing: an agent could go round for ever",
          "mask the action that undoes a free one, or let one of them take time",
        );
        return;
      }
      seen.add(print);
    }
  }
}
