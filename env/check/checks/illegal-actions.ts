import { RandomStream } from "../../random/random-stream.js";
import { Discrete } from "../../spaces/discrete.js";
import {
  type AnyEnv,
  type AnyStep,
  type CheckContext,
  firstDifference,
  numberIn,
  type Print,
} from "../check-context.js";
import { fingerprint } from "../fingerprint.js";

const wild: readonly unknown[] = [-1, 0.5, NaN, Infinity, -Infinity, 1e9, 2 ** 53, "0", null, undefined, true, {}, []];
/** Enough to try all of them in short episodes. */
const MOST_ROUNDS = 30;
const CUT_OFF = fingerprint(true);

/**
 * Masked actions and anything outside the action space: no exception, `info.illegal`, nothing moves, no time passes, no
 * reward, and the rest of the episode is as without them.
 */
export function checkIllegalActions(context: CheckContext): void {
  const clean = context.create();
  const dirty = context.create();
  const outside = wild.filter((action) => !dirty.actionSpace.contains(action));
  let next = 0;
  for (let round = 0; round < MOST_ROUNDS && (round < context.seeds.length || next < 2 * outside.length); round++) {
    const seed = context.seeds[round % context.seeds.length]! + Math.floor(round / context.seeds.length) * 1000;
    const recording = context.record(clean, seed);
    const random = new RandomStream(seed);
    const first = dirty.reset({ seed });
    const prints: Print[] = [context.print(dirty, first)];
    let { observation } = first;
    for (const [i, action] of recording.actions.entries()) {
      const masked = maskedAction(context, dirty, observation, random);
      const illegal = next % 2 === 0 && masked !== undefined ? masked : outside[(next >> 1) % outside.length];
      const tried = tryIllegal(context, dirty, illegal, observation, `seed ${seed}, step ${i + 1}`);
      next++;
      if (tried === undefined || tried.terminated || tried.truncated) break;
      const step = context.step(dirty, action);
      prints.push(context.print(dirty, step));
      if (step.terminated || step.truncated) break;
      ({ observation } = step);
    }
    const [clear, disturbed] = [uncapped(recording.prints), uncapped(prints)];
    const difference = firstDifference(clear, disturbed, Math.min(clear.length, disturbed.length));
    if (difference !== undefined) {
      context.report(
        "illegal-actions",
        `seed ${seed}, step ${difference.step}`,
        `after illegal actions in between: ${difference.parts} differ from the episode without them`,
        "illegal actions to leave no trace in what follows",
        "return before any counter or random source is touched",
      );
    }
  }
}

/** Step caps count illegal actions too, so truncation, and what is told of it, may come earlier. */
function uncapped(prints: readonly Print[]): readonly Print[] {
  const cut = prints.findIndex(({ truncated }) => truncated === CUT_OFF);
  return cut === -1 ? prints : prints.slice(0, cut);
}

function maskedAction(
  context: CheckContext,
  env: AnyEnv,
  observation: unknown,
  random: RandomStream,
): number | undefined {
  const legal = context.legalActions(env, observation);
  if (legal === undefined || !(env.actionSpace instanceof Discrete)) return;
  const { start, n } = env.actionSpace;
  const masked = Array.from({ length: n }, (_, i) => start + i).filter((action) => !legal.includes(action));
  return masked.length === 0 ? undefined : masked[random.integer(masked.length)];
}

function tryIllegal(
  context: CheckContext,
  env: AnyEnv,
  action: unknown,
  shown: unknown,
  where: string,
): AnyStep | undefined {
  const before = fingerprint(shown);
  const name = typeof action === "object" && action !== null ? JSON.stringify(action) : String(action);
  const found = (what: string, expected: string, fix: string) =>
    context.report("illegal-actions", where, `the illegal action ${name}: ${what}`, expected, fix);
  let step: AnyStep;
  try {
    step = env.step(action);
  } catch (error) {
    found(`step() threw '${String(error)}'`, "no exception", "test actionSpace.contains(action) first");
    return undefined;
  }
  if (Reflect.get(step.info, "illegal") !== true) {
    found(
      "info.illegal is not true",
      "info.illegal to be true",
      "test the action against the mask, and say so in info",
    );
  }
  if (fingerprint(step.observation) !== before) {
    found("the observation changed", "nothing to move", "return the present observation");
  }
  const duration = numberIn(step.info, "durationSeconds") ?? 0;
  if (duration !== 0) found(`it took ${duration} s`, "no time to pass", "report a duration of 0");
  if (step.reward !== 0) found(`the reward is ${step.reward}`, "a reward of 0", "pay nothing for what is not done");
  if (step.terminated) {
    found(
      "the episode was terminated",
      "the episode to go on, or to be truncated after many in a row",
      "don't terminate",
    );
  }
  return step;
}
