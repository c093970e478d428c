import { createPolicy } from "../../agent/policy-spec.js";
import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { SessionPlan } from "../../env/session/session-plan.js";
import { episodeRandom } from "../../env/world/start.js";
import { CollectionSession } from "./collection-session.js";
import { invalid } from "./protocol-error.js";

/** What every session of a server has in common. */
export interface SessionDefaults {
  /** Name of a policy in the public registry. */
  readonly policy: string;
  readonly seed: number;
  readonly plan: SessionPlan;
  /** Tells the operator of something that should not be. */
  readonly warn?: (text: string) => void;
}

const KEY = /^[A-Za-z0-9._-]{1,64}$/;

/** The sessions of a server by their keys, in memory. */
export class SessionStore {
  readonly #sessions = new Map<string, CollectionSession>();
  readonly #waiting = new Map<string, Set<(session: CollectionSession) => void>>();

  constructor(readonly defaults: SessionDefaults) {}

  get(key: string): CollectionSession | undefined {
    return this.#sessions.get(key);
  }

  /** The session of a key, made if it is new. @throws ProtocolError if the key is not allowed */
  open(key: string): CollectionSession {
    if (!KEY.test(key))
      throw invalid(`hello.session_key is '${key}'; expected 1 to 64 of A–Z, a–z, 0–9, '.', '_' and '-'`);
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const { policy, seed, plan, warn } = this.defaults;
    const session = new CollectionSession({
      key,
      policyName: policy,
      policy: createPolicy(policy),
      random: episodeRandom(new KeyedRandom(seed), 0).stream(0, RandomKind.Policy),
      plan,
      ...(warn === undefined ? {} : { warn }),
    });
    this.#sessions.set(key, session);
    for (const opened of this.#waiting.get(key) ?? []) opened(session);
    this.#waiting.delete(key);
    return session;
  }

  /** Calls back with the session of a key as soon as there is one. @returns a function that ends the wait */
  whenOpened(key: string, opened: (session: CollectionSession) => void): () => void {
    const known = this.#sessions.get(key);
    if (known !== undefined) {
      opened(known);
      return () => {};
    }
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(opened));
    return () => {
      waiting.delete(opened);
      if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
    };
  }
}
