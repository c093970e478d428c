import { Discrete } from "../../spaces/discrete.js";
import { type AnyEnv, type CheckContext, isOver } from "../check-context.js";

/** Masks have the right form, leave something to do until the end, and what they call legal is. */
export function checkMask(context: CheckContext): void {
  const env = context.create();
  for (const seed of context.seeds) {
    context.play(env, seed, (result, step, action) => {
      const where = `seed ${seed}, step ${step}`;
      if (step > 0 && Reflect.get(result.info, "illegal") === true) {
        context.report(
          "mask",
          where,
          `action ${String(action)} was legal by the mask and info.illegal is true`,
          "an action that the mask calls legal to be legal",
          "compute mask and legality by the same function, after the step's changes",
        );
      }
      if (!isOver(result)) checkForm(context, env, result.observation, where);
    });
  }
}

function checkForm(context: CheckContext, env: AnyEnv, observation: unknown, where: string): void {
  const mask = context.mask(env, observation);
  if (mask === undefined || !(env.actionSpace instanceof Discrete)) return;
  const { n } = env.actionSpace;
  const entries = ArrayBuffer.isView(mask) || Array.isArray(mask) ? Array.from(mask as ArrayLike<unknown>) : undefined;
  if (entries?.length !== n) {
    context.report(
      "mask",
      where,
      entries === undefined ? "the mask is no array" : `the mask has ${entries.length} entries`,
      `one entry for each of the ${n} actions`,
      "make the mask as long as the action space",
    );
    return;
  }
  const odd = entries.findIndex((entry) => entry !== 0 && entry !== 1);
  if (odd !== -1) {
    context.report(
      "mask",
      where,
      `entry ${odd} of the mask is ${entries[odd]}`,
      "0 or 1",
      "write 1 for legal, 0 for not",
    );
  }
  if (!entries.some((entry) => entry !== 0)) {
    context.report(
      "mask",
      where,
      "the mask is all 0, and the episode goes on",
      "at least one legal action until the episode ends",
      "end the episode when nothing is left to do, or offer an action that ends it",
    );
  }
}
