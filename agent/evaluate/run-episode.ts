import { performGoal } from "../../env/goal/perform-goal.js";
import type { RandomStream } from "../../env/random/random-stream.js";
import type { Session } from "../../env/session/session.js";
import type { SessionListener } from "../../env/session/session-listener.js";
import type { World, WorldStart } from "../../env/world/world.js";
import type { Decision, Policy } from "../policy.js";
import { ProgressWatch } from "./progress-watch.js";

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
 * Lets a policy run one session in a world. The first goal whose whole way does not fit into the budget ends it. A goal
 * is cut short when one of its moves fails; the policy is asked again then.
 *
 * @returns the session, ended
 * @throws RangeError if a goal can't be carried out, such as a WAIT with nothing pending
 * @throws Error if goal after goal changes nothing and takes no time
 */
export function runEpisode(world: World, policy: Policy, options: EpisodeOptions): Session {
  const session = world.begin(options.start);
  for (const listener of options.listeners ?? []) session.listen(listener);
  options.begun?.(session);
  const progress = new ProgressWatch();
  session.listen(progress);
  policy.reset(session, options.random);
  while (!session.ended) {
    const before = performance.now();
    const decision = policy.decide(session);
    options.decided?.(decision, session, (performance.now() - before) * 1000);
    performGoal(world, session, decision.goal);
    if (!session.ended) progress.check(session, decision.goal);
  }
  return session;
}
