import type { SessionPlan } from "../session/session-plan.js";
import type { Faults } from "../world/faults.js";

/** Where an episode begins: at a random hole, which is spent, or with nothing loaded. */
export type Start = "random-hole" | "outside";

/** A scenario file, read and checked; its world is opened apart, so that a server can read the plan alone. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** Absolute path of the YAML file. */
  readonly file: string;
  /** Absolute paths of it and of the files that it extends: tables are looked for beside them. */
  readonly files: readonly string[];
  readonly world: { readonly kind: string; readonly options: unknown };
  readonly start: Start;
  readonly plan: SessionPlan;
  /** What may go wrong on the way; absent if nothing does. */
  readonly faults?: Faults;
}
