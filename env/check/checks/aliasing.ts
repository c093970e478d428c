import { copyObservation } from "../../core/env.js";
import { type CheckContext, firstDifference, isOver } from "../check-context.js";
import { fingerprint } from "../fingerprint.js";

/**
 * What was handed out stays as it was and is nobody else's, save for observations and results where metadata say that
 * they are views or reused; observations that are views must be copied by `copyObservation`.
 */
export function checkAliasing(context: CheckContext): void {
  const env = context.create();
  const views = env.metadata.observationsAreViews === true;
  const reused = env.metadata.resultsAreReused === true;
  for (const seed of context.seeds) {
    const kept: { readonly step: number; readonly what: string; readonly value: unknown; readonly print: string }[] =
      [];
    const keep = (step: number, what: string, value: unknown) =>
      kept.push({ step, what, value, print: fingerprint(value) });
    context.play(env, seed, (result, step) => {
      if (!reused) keep(step, "info", result.info);
      if (!views) keep(step, "observation", result.observation);
      else checkCopy(context, result.observation, `seed ${seed}, step ${step}`);
    });
    for (const { step, what, value, print } of kept) {
      if (fingerprint(value) === print) continue;
      const isObservation = what === "observation";
      context.report(
        "aliasing",
        `seed ${seed}, step ${step}`,
        `the ${what} handed out has changed since`,
        isObservation ? "an observation to stay as it was handed out" : "an info to stay as it was handed out",
        isObservation
          ? "hand out copies, or say in metadata that observationsAreViews"
          : "make a new info object for each step, or say in metadata that resultsAreReused",
      );
    }
    if (!views) checkWriting(context, seed);
  }
}

function checkCopy(context: CheckContext, observation: unknown, where: string): void {
  const fix = "make observations of plain objects, arrays and numbers";
  const expected = "copyObservation to give an equal copy of a view";
  try {
    if (fingerprint(copyObservation(observation)) === fingerprint(observation)) return;
    context.report("aliasing", where, "copyObservation gives something else", expected, fix);
  } catch (error) {
    context.report("aliasing", where, `copyObservation threw '${String(error)}'`, expected, fix);
  }
}

/** Whoever writes into what was handed out must not change what follows. */
function checkWriting(context: CheckContext, seed: number): void {
  const recording = context.record(context.create(), seed);
  const env = context.create();
  const prints = context.repeat(env, recording, (result) => {
    if (!isOver(result)) scribble(result.observation);
  });
  const difference = firstDifference(recording.prints, prints);
  if (difference === undefined) return;
  context.report(
    "aliasing",
    `seed ${seed}, step ${difference.step}`,
    `after writing into the observations handed out: ${difference.parts} differ`,
    "observations handed out to have nothing to do with the environment's own state",
    "hand out copies, or say in metadata that observationsAreViews",
  );
}

function scribble(value: unknown): void {
  if (value instanceof Float32Array || value instanceof Float64Array || value instanceof Int32Array) value.fill(77);
  else if (value instanceof Uint8Array) value.fill(1);
  else if (typeof value === "object" && value !== null) for (const entry of Object.values(value)) scribble(entry);
}
