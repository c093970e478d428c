import type { SessionChange } from "../../../env/session/session-change.js";
import type { Session } from "../../../env/session/session.js";
import type { Inventory } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { PlannedDirective } from "../model/planned-directive.js";

/** What keeps directives within limits. It goes by what it is told alone, so that it can be told again. */
export interface SafetyRing {
  /** What a directive would break, a sentence each; nothing if it may be sent. */
  check(planned: PlannedDirective, session: Session, nowMilliseconds: number): readonly string[];
  /** A change of the session, after it was made. */
  changed(change: SessionChange, session: Session): void;
  inventory(inventory: Inventory): void;
  /** Plain JSON. */
  readonly state: unknown;
  restore(state: unknown): void;
}

/** Nothing is forbidden. */
export const noLimits: SafetyRing = {
  check: () => [],
  changed: () => {},
  inventory: () => {},
  state: null,
  restore: () => {},
};
