/** What kind of image was taken; each is compared with its own kind. */
export type GuardedImageKind = "atlas" | "square" | "view" | "exposure";

/** What guards learn of, as JSON. */
export type GuardEvent =
  /**
   * Time went by: about once a minute, or as often as one likes. `scopeReplyAgeSeconds`: how long ago the microscope
   * answered, by the last heartbeat and the time since; absent without a driver.
   */
  | { readonly kind: "tick"; readonly scopeReplyAgeSeconds?: number }
  /** The server's clock was set, forward or, negative, back. Guards go on counting as if it had not been. */
  | { readonly kind: "clockSet"; readonly bySeconds: number }
  /**
   * The server goes on with a session after it was away for so long, which can't be told where its clock was set back
   * meanwhile; not at a session's beginning.
   */
  | { readonly kind: "restarted"; readonly gapSeconds?: number }
  /** An operator resumed the session: what it was paused for is counted anew. */
  | { readonly kind: "resumed" }
  /** An operator has seen that the grids are those that are known, or that images are to be as bright as they are now. */
  | { readonly kind: "confirmed"; readonly what: "grids" | "brightness" }
  | { readonly kind: "connected" }
  | { readonly kind: "disconnected" }
  /** `observedAtUnixMilliseconds`: of the heartbeat itself, which is never sent again; absent if the driver has no clock. */
  | { readonly kind: "heartbeat"; readonly scopeReplyAgeSeconds: number; readonly observedAtUnixMilliseconds?: number }
  /** Slots in any order. */
  | { readonly kind: "inventory"; readonly slots: readonly GuardedSlot[] }
  /** A grid is loaded now; empty: none. */
  | { readonly kind: "loaded"; readonly grid: string }
  /** A grid's atlas was taken and its squares found anew. */
  | { readonly kind: "surveyed"; readonly grid: string }
  /** `target`: of an atlas its grid. */
  | {
      readonly kind: "image";
      readonly imageKind: GuardedImageKind;
      readonly target: string;
      readonly meanCounts: number;
      readonly correlationWithAtlas?: number;
    }
  | ({ readonly kind: "optics" } & GuardedOptics)
  | { readonly kind: "busy"; readonly with: string }
  | { readonly kind: "ready"; readonly with: string }
  /** How a shot ended; `done` awaits a result. */
  | { readonly kind: "shot"; readonly end: "done" | "failed" | "unknown" }
  /** How a directive ended; `shots`: how many it listed. */
  | {
      readonly kind: "directive";
      readonly end: "completed" | "failed";
      readonly shots: number;
      readonly detail: string;
    }
  /** The first result of a shot came in. */
  | { readonly kind: "resulted" }
  | { readonly kind: "fault"; readonly id: string; readonly detail: string }
  | { readonly kind: "faultCleared"; readonly id: string }
  /** A directive was not sent, as it would break a limit. */
  | { readonly kind: "limitBroken"; readonly rule: string; readonly text: string }
  | { readonly kind: "halted"; readonly reason: string }
  /** The session's policy was loaded, or with a problem could not be. */
  | { readonly kind: "policy"; readonly policy: string; readonly problem?: string }
  /** The driver found out what became of a directive. */
  | { readonly kind: "reconciled"; readonly directive: string; readonly clean: boolean; readonly detail: string };

export interface GuardedSlot {
  readonly number: number;
  readonly occupancy: "occupied" | "empty" | "unknown";
  /** Empty if the slot is. */
  readonly grid: string;
}

export interface GuardedOptics {
  readonly magnification: number;
  readonly spotSize: number;
  readonly columnValvesOpen: boolean;
  readonly movieDiskFreeGibibytes?: number;
  readonly dewarSeconds?: number;
}
