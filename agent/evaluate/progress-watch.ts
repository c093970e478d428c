import type { Goal } from "../../env/goal/goal.js";
import type { Session } from "../../env/session/session.js";
import type { SessionListener } from "../../env/session/session-listener.js";

/** Goals in a row without any effect after which a policy is held to be stuck; a way may take no time at all. */
const MOST_GOALS_IN_VAIN = 100;

/**
 * Notices that a policy's goals change nothing: no time passes, nothing is found, exposed, heard of or given up.
 *
 * @example
 * session.listen(progress);
 * progress.check(session, goal); // after each goal
 */
export class ProgressWatch implements SessionListener {
  #clockSeconds = 0;
  #changed = false;
  #inVain = 0;

  surveyed(): void {
    this.#changed = true;
  }

  exposed(): void {
    this.#changed = true;
  }

  resulted(): void {
    this.#changed = true;
  }

  withdrawn(): void {
    this.#changed = true;
  }

  /** @throws Error if one goal too many had no effect, with the goal */
  check(session: Session, goal: Goal): void {
    if (this.#changed || session.clockSeconds > this.#clockSeconds) this.#inVain = 0;
    else if (++this.#inVain >= MOST_GOALS_IN_VAIN) {
      throw new Error(
        `the policy makes no progress: ${MOST_GOALS_IN_VAIN} goals in a row took no time and changed nothing, the last one ${describe(session, goal)}; expected a goal that exposes, finds or waits for something, or STOP`,
      );
    }
    this.#changed = false;
    this.#clockSeconds = session.clockSeconds;
  }
}

function describe({ tree }: Session, goal: Goal): string {
  switch (goal.kind) {
    case "survey":
      return `a survey of '${tree.path(goal.target) || tree.names[0]}'`;
    case "acquire":
      return `an exposure of '${tree.path(goal.holes[0]!)}'`;
    default:
      return `a ${goal.kind}`;
  }
}
