import type { EpisodeRecord } from "./episode-record.js";

/** Which run of an evaluation it is. */
export type EpisodeKey = Pick<EpisodeRecord, "scenario" | "policy" | "budgetMinutes" | "seed" | "episode">;

/** An episode that came to no end. The names are part of the JSON format. */
export interface EpisodeFailure extends EpisodeKey {
  readonly message: string;
  /** Down to where the episode was run, so that it does not depend on who ran it. */
  readonly stack: string;
}

/** The one file below which the stack differs between a worker and the process itself. */
const RUNNER = /[\\/]evaluate[\\/]play-unit\.js/;

/** What is told of an error that an episode threw. */
export function failureOf(key: EpisodeKey, error: unknown): EpisodeFailure {
  if (!(error instanceof Error)) return { ...key, message: String(error), stack: "" };
  const lines = (error.stack ?? "").split("\n");
  const end = lines.findIndex((line) => RUNNER.test(line));
  return { ...key, message: error.message, stack: lines.slice(0, end === -1 ? lines.length : end).join("\n") };
}

/** `y1-like, index, 480 minutes, seed 1, episode 3: …`, and the stack. */
export function describeFailure(failure: EpisodeFailure): string {
  const { scenario, policy, budgetMinutes, seed, episode, message, stack } = failure;
  const where = `${scenario}, ${policy}, ${budgetMinutes} minutes, seed ${seed}, episode ${episode}`;
  // A stack begins with the message.
  return `${where}: ${stack === "" ? message : stack}`;
}
