import type { Logger } from "pino";
import type { Directive } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Busyness } from "./busyness.js";
import type { DriverState } from "./driver-state.js";
import type { Gate } from "./gate.js";
import type { InstrumentRing } from "./instrument-ring.js";
import type { News } from "./message-store.js";
import type { Timekeeper } from "./timekeeper.js";

/** Says something to the server, durably, within a commit. */
export type Say = (news: News) => void;

/** The driver stops: what is under way is left as it is and taken up again when it is started anew. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
}

/** When a directive was received, so that it can be told whether it is late. */
export interface Receipt {
  /** On the driver's clock. */
  readonly atSeconds: number;
  /** How long the instrument had been busy by then. */
  readonly busySeconds: number;
}

/** How directives are carried out. */
export interface CarryOutSettings {
  /** A shot without a movie counts as not made only after this long, with the microscope idle. */
  readonly evidenceGraceSeconds: number;
  /** So long evidence is looked for while the microscope is not idle. */
  readonly evidenceMostSeconds: number;
}

/** What all parts of a driver share. */
export interface DriverContext {
  readonly state: DriverState;
  readonly gate: Gate;
  readonly ring: InstrumentRing;
  readonly busyness: Busyness;
  readonly time: Timekeeper;
  readonly log: Logger;
  readonly settings: CarryOutSettings;
  /** Writes and says, whole or not at all; what was said is sent once it is on the disk. */
  commit(write: (say: Say) => void): void;
  /** Seconds on the instrument's clock, never falling. */
  instrumentSeconds(): number;
  /** When a directive was received; undefined if another process received it. */
  receipt(directiveId: string): Receipt | undefined;
  /** Whether the unstarted shots of a directive are not wanted any more. */
  isCancelled(directiveId: string): boolean;
  /** Whether the directive's running command was broken off. */
  isAborted(directiveId: string): boolean;
  /** @throws StoppedError if the driver stops */
  requireRunning(): void;
  /** Hears of each directive that is taken on. */
  directed(directive: Directive): void;
}
