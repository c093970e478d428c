import { RandomStream } from "../../random/random-stream.js";
import { type AnyEnv, type CheckContext, firstDifference, isOver } from "../check-context.js";

/** `step` before `reset`, after the end and after `close` throws; `reset` in mid-episode and a second `close` don't. */
export function checkOrder(context: CheckContext): void {
  const env = context.create();
  if (!context.single) mustThrow(context, "before reset", () => env.step(anyAction(env)));
  for (const seed of context.seeds) {
    let ended = false;
    context.play(env, seed, (result) => {
      ended = isOver(result);
    });
    if (!ended) continue;
    mustThrow(context, "after the end", () => env.step(anyAction(env)));
    break;
  }
  checkResetInBetween(context, env, context.seeds[0]!);
  env.close();
  try {
    env.close();
  } catch (error) {
    const what = `the second close() threw '${String(error)}'`;
    context.report("order", "after close", what, "close() to be allowed twice", "let go of things once");
  }
  mustThrow(context, "after close", () => env.step(anyAction(env)));
}

function anyAction(env: AnyEnv): unknown {
  return env.actionSpace.sample(new RandomStream(1));
}

function mustThrow(context: CheckContext, where: string, use: () => unknown): void {
  const fix = "keep track of the order of calls, or put the environment into OrderEnforcing";
  try {
    use();
  } catch (error) {
    if (error instanceof Error && error.message !== "") return;
    context.report("order", where, "what was thrown is no Error with a message", "an Error that says what to do", fix);
    return;
  }
  context.report("order", where, "step() did not throw", `step() ${where} to throw an Error`, fix);
}

function checkResetInBetween(context: CheckContext, env: AnyEnv, seed: number): void {
  const expected = context.print(env, env.reset({ seed }));
  const { actions } = context.record(env, seed + 1);
  const half = actions.slice(0, actions.length >> 1);
  env.reset({ seed: seed + 1 });
  for (const action of half) env.step(action);
  const where = `seed ${seed}, after ${half.length} steps of another episode`;
  try {
    const difference = firstDifference([expected], [context.print(env, env.reset({ seed }))]);
    if (difference === undefined) return;
    const what = `reset() in mid-episode: ${difference.parts} differ from a reset elsewhere`;
    context.report("order", where, what, "a reset in mid-episode to begin anew", "set all state in reset()");
  } catch (error) {
    const what = `reset() in mid-episode threw '${String(error)}'`;
    context.report("order", where, what, "reset() to be allowed at any time before close()", "drop the old episode");
  }
}
