import type { Outcome } from "../../env/session/outcome.js";
import { ShotState } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ReceiptStatus } from "../../proto/gen/cryogym/v1alpha1/results_service.js";

/** Where a shot stands; it only moves to the right: intended → started → an end. */
export type ShotProgress = "intended" | "started" | "done" | "failed" | "unknown" | "dropped";

interface ShotRecord {
  readonly directiveId: string;
  readonly targetId: string;
  progress: ShotProgress;
  /** Reports taken, by source and revision. */
  readonly reports: Set<string>;
  outcome?: Outcome;
}

const allowedNext: Readonly<Record<ShotProgress, readonly ShotProgress[]>> = {
  intended: ["started", "dropped"],
  started: ["done", "failed", "unknown"],
  done: [],
  failed: [],
  unknown: [],
  dropped: [],
};

/** What a driver's word for a shot's state means; undefined if it is none. */
export function shotProgress(state: ShotState): Exclude<ShotProgress, "intended"> | undefined {
  switch (state) {
    case ShotState.STARTED:
      return "started";
    case ShotState.DONE:
      return "done";
    case ShotState.FAILED:
      return "failed";
    case ShotState.UNKNOWN:
      return "unknown";
    case ShotState.DROPPED:
      return "dropped";
    default:
      return undefined;
  }
}

/** Every shot that was ever asked for in a session. An outcome may come before the news that its shot is done. */
export class ShotBook {
  readonly #shots = new Map<string, ShotRecord>();
  readonly #exposedBy = new Map<string, string>();

  intend(shotId: string, directiveId: string, targetId: string): void {
    this.#shots.set(shotId, { directiveId, targetId, progress: "intended", reports: new Set() });
  }

  get(shotId: string): Readonly<ShotRecord> | undefined {
    return this.#shots.get(shotId);
  }

  /** The shot by which a target was exposed. */
  of(targetId: string): string | undefined {
    return this.#exposedBy.get(targetId);
  }

  /** @throws RangeError saying which state was expected */
  advance(shotId: string, to: ShotProgress): void {
    const shot = this.#shots.get(shotId);
    if (shot === undefined) throw new RangeError(`no directive lists the shot '${shotId}'`);
    const next = allowedNext[shot.progress];
    if (!next.includes(to)) {
      const expected = next.length === 0 ? "nothing more" : next.join(" or ");
      throw new RangeError(`shot '${shotId}' is ${shot.progress} and can't become ${to}; expected ${expected}`);
    }
    shot.progress = to;
    if (to === "done") this.#exposedBy.set(shot.targetId, shotId);
  }

  /** Takes an outcome once. The first source's first report counts. */
  report(shotId: string, source: string, revision: number, outcome: Outcome): ReceiptStatus {
    const shot = this.#shots.get(shotId);
    if (shot === undefined) return ReceiptStatus.UNKNOWN_SHOT;
    const key = `${revision}/${source}`;
    if (shot.reports.has(key)) return ReceiptStatus.DUPLICATE;
    shot.reports.add(key);
    shot.outcome ??= outcome;
    return ReceiptStatus.ACCEPTED;
  }
}
