import { WAIT } from "../../env/collection/actions.js";
import type { CollectionEnv } from "../../env/collection/collection-env.js";
import type { CollectionObservation } from "../../env/collection/collection-observation.js";
import type { CollectionInfo } from "../../env/collection/episode-env.js";
import { copyObservation, type ResetResult, type StepResult } from "../../env/core/env.js";

export type CollectionReset = ResetResult<CollectionObservation, CollectionInfo>;
export type CollectionStep = StepResult<CollectionObservation, CollectionInfo>;

/** Indices of the legal actions. */
export function legalActions({ mask }: CollectionObservation): number[] {
  return [...mask.keys()].filter((action) => mask[action] === 1);
}

export interface Played {
  readonly actions: readonly number[];
  /** Copies: the reset's and one after each action. */
  readonly results: readonly (CollectionReset | CollectionStep)[];
}

/**
 * Plays from a reset to the episode's end or to the end of what `choose` gives.
 *
 * @param choose the next action, or undefined to leave off
 */
export function play(
  env: CollectionEnv,
  seed: number,
  choose: (observation: CollectionObservation, step: number) => number | undefined,
): Played {
  const actions: number[] = [];
  const first = env.reset({ seed });
  const results: (CollectionReset | CollectionStep)[] = [copy(first)];
  let { observation } = first;
  for (;;) {
    const action = choose(observation, actions.length);
    if (action === undefined) return { actions, results };
    const step = env.step(action);
    actions.push(action);
    results.push(copy(step));
    if (step.terminated || step.truncated) return { actions, results };
    observation = step.observation;
  }
}

/** Chooses among the legal actions by the given numbers from 0 to 1; STOP only if nothing else is legal. */
export function legalChoices(draw: () => number): (observation: CollectionObservation) => number {
  return (observation) => {
    const legal = legalActions(observation);
    const going = legal.filter((action) => action !== 0 && action !== WAIT);
    const from = going.length > 0 ? going : legal;
    return from[Math.floor(draw() * from.length)]!;
  };
}

/** Everything in a result as text, arrays byte by byte. */
export function bytes(result: CollectionReset | CollectionStep): string {
  const { observation, ...rest } = result;
  const hex = (array: Float32Array | Uint8Array) =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("hex");
  return JSON.stringify({
    ...rest,
    candidates: hex(observation.candidates),
    mask: hex(observation.mask),
    context: hex(observation.context),
    level: observation.level,
  });
}

function copy<T extends CollectionReset | CollectionStep>(result: T): T {
  return { ...result, info: { ...result.info }, observation: copyObservation(result.observation) };
}
