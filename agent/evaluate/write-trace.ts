import { writeFileSync } from "node:fs";
import { playerPage } from "../report/player/player-page.js";
import { nthEpisode } from "./compare-on-session.js";
import type { EvaluatedScenario } from "./play-unit.js";
import { simulate } from "./simulate.js";

/** A page that steps through one episode of an evaluation. */
export interface Trace {
  readonly policy: string;
  readonly budgetMinutes: number;
  readonly episode: number;
  /** Where the page is written to. */
  readonly file: string;
}

/** Plays an episode once more and writes it down, as `cryogym simulate --html` does. */
export function writeTrace({ scenario, source, allStarts }: EvaluatedScenario, trace: Trace, seed: number): void {
  const plan = { ...scenario.plan, budgetSeconds: trace.budgetMinutes * 60 };
  const episode = nthEpisode({ ...scenario, plan }, source, seed, trace.episode, allStarts);
  const page = playerPage(simulate(episode, trace.policy), { scenario: scenario.name, notes: source.notes });
  writeFileSync(trace.file, page);
}
