import { UserError } from "../../../env/errors.js";
import type { DecisionRecord } from "../../policy/decision-record.js";
import type { PolicyHost } from "../../policy/policy-host.js";
import type { CollectionCore } from "../core/collection-core.js";
import { invalid } from "../protocol-error.js";
import type { CollectedSessionSettings } from "./collected-session-settings.js";

/** The policy of a session, in a host of many: which it is, and what it has been told. */
export class SessionPolicy {
  #name: string;
  /** Changes of the session that it has been told. */
  #fed = 0;

  constructor(
    readonly key: string,
    readonly settings: CollectedSessionSettings,
    readonly core: CollectionCore,
    readonly host: PolicyHost,
  ) {
    this.#name = settings.policy;
  }

  /** As it is written on a command line. */
  get name(): string {
    return this.#name;
  }

  /** The session was read again: it has the policy that took over last. */
  restore(): void {
    for (const { entry } of this.core.milestones) if (entry.kind === "swapped") this.#name = entry.policy;
  }

  /** Goes on by the session's history. @returns what is wrong with the policy, as {@link PolicyHost.reopen} */
  async reopen(): Promise<Error | undefined> {
    const problem = await this.host.reopen(this.key, this.settings, this.core.history());
    this.#fed = this.core.model.changes.length;
    return problem;
  }

  /** Tells it what has happened since it was told last. */
  feed(): void {
    const { changes } = this.core.model;
    if (this.#fed < changes.length) this.host.feed(this.key, changes.slice(this.#fed));
    this.#fed = changes.length;
  }

  /** @throws DecisionUnavailable if nothing can be decided */
  decide(): Promise<DecisionRecord> {
    return this.host.decide(this.key);
  }

  /** Another one decides from now on. @throws ProtocolError if it can't */
  async swap(policy: string): Promise<void> {
    try {
      await this.host.swap(this.key, policy);
    } catch (error) {
      if (error instanceof UserError) throw invalid(error.message, "policy");
      throw error;
    }
    this.#name = policy;
  }
}
