import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import type { Belief } from "./belief.js";
import { beliefs } from "./kinds/index.js";
import { loadPrior } from "./prior.js";
import { type TypicalNodes, typicalNodes } from "./typical-nodes.js";

/** What the policies that believe something believe in: the best of those compared in docs/figures.md. */
const BELIEF = "hierarchical";

const prior = loadPrior("generated");

/**
 * What a policy believes in a session, kept up to date by the session's events, and what it expects of nodes that nobody
 * has surveyed.
 *
 * @example
 * const known = new SessionBelief(session); // in `reset`
 * known.belief.update(); // in `decide`
 */
export class SessionBelief {
  #belief!: Belief;
  #typical!: TypicalNodes;

  constructor(session: Session) {
    this.#begin(session);
    session.listen({
      resulted: (_session, leaf) => this.#belief.observe(leaf, session.good[leaf] === 1),
      surveyed: () => this.#begin(session),
      corrected: () => this.#begin(session),
      retracted: () => this.#begin(session),
      retimed: () => {
        this.#typical = typicalNodes(session, this.#belief, prior);
      },
    });
  }

  /** About the targets found so far; another one after each survey, and where a result was corrected. */
  get belief(): Belief {
    return this.#belief;
  }

  /** What is expected of nodes that were not surveyed; another one with the belief, or with the latency model. */
  get typical(): TypicalNodes {
    return this.#typical;
  }

  /** What would be believed if all results that are awaited were good. */
  hopeful(session: Session): Belief {
    const belief = beliefs.get(BELIEF).create(session, prior);
    const { tree, status } = session;
    for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
      if (status[leaf] === TargetStatus.Pending) belief.observe(leaf, true);
    }
    belief.update();
    return belief;
  }

  #begin(session: Session): void {
    this.#belief = beliefs.get(BELIEF).create(session, prior);
    this.#typical = typicalNodes(session, this.#belief, prior);
  }
}
