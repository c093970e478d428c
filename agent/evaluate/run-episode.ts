import { expandGoal, fittingGoal } from "../../env/goal/expand-goal.js";
import type { RandomStream } from "../../env/random/random-stream.js";
import type { Session } from "../../env/session/session.js";
import type { SessionListener } from "../../env/session/session-listener.js";
import type { World, WorldStart } from "../../env/world/world.js";
import type { Decision, Policy } from "../policy.js";

export interface EpisodeOptions {
  readonly start?: WorldStart;
  readonly random: RandomStream;
  readonly listeners?: readonly SessionListener[];
  /** Is given the session before anything happens in it. */
  readonly begun?: (session: Session) => void;
  /** Hears of each decision before it is carried out, with what making it took. */
  readonly decided?: (decision: Decision, session: Session, microseconds: number) => void;
}

/**
 * Lets a policy run one session in a world. The first goal whose whole way does not fit into the budget ends it.
 *
 * @returns the session, ended
 */
export function runEpisode(world: World, policy: Policy, options: EpisodeOptions): Session {
  const session = world.begin(options.start);
  for (const listener of options.listeners ?? []) session.listen(listener);
  options.begun?.(session);
  policy.reset(session, options.random);
  while (!session.ended) {
    const before = performance.now();
    const decision = policy.decide(session);
    options.decided?.(decision, session, (performance.now() - before) * 1000);
    const goal = fittingGoal(session, decision.goal);
    if (goal === undefined) {
      world.finish(session);
      break;
    }
    for (const move of expandGoal(session, goal)) {
      world.perform(move, session);
      if (session.ended) break;
    }
  }
  return session;
}
