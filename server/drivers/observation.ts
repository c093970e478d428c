import type { Logger } from "pino";
import type { DriveRequest } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Target } from "../../proto/gen/cryogym/v1alpha1/target.js";

/** What an instrument that looks on tells of: what the facility's own software found, moved and exposed. */
export interface Observation {
  /** The first one names it: it is told once, over restarts too. All of them are remembered. */
  readonly keys: readonly [string, ...string[]];
  /** Told together, in this order. */
  readonly news: readonly Extract<
    NonNullable<DriveRequest["message"]>,
    {
      $case:
        | "survey"
        | "surveyed"
        | "position"
        | "targetChanged"
        | "targetWithdrawn"
        | "undirectedExposure"
        | "fault"
        | "faultCleared";
    }
  >[];
}

/** What was told of a session so far; it outlives the process. */
export interface ObserverMemory {
  /** Whether an observation with this key was told. */
  has(key: string): boolean;
  /** Where the stage was last told to stand; empty if it never was. */
  readonly place: string;
  /** When the session's clock stood at 0: the first time that this was ever asked with, milliseconds since 1970. */
  origin(milliseconds: number): number;
  target(id: string): Target | undefined;
  targets(): Iterable<Target>;
  /**
   * Tells an observation, durably, whole or not at all; one that was told before is left alone.
   *
   * @throws what the driver ends by
   */
  tell(observation: Observation): void;
  readonly log: Logger;
}
