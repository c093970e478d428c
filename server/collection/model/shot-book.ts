import { isDeepStrictEqual } from "node:util";
import type { PlainOutcome } from "../../../env/session/session-change.js";

/** Where a shot stands; it only moves to the right: intended → started → an end. */
export type ShotProgress = "intended" | "started" | "done" | "failed" | "unknown" | "dropped";

/** What became of a report. */
export type Receipt = "accepted" | "duplicate" | "unknownShot" | "early" | "superseded" | "notExposed";

/** The latest that a source has said of a shot. */
interface Report {
  readonly revision: number;
  /** Null: taken back. */
  readonly outcome: PlainOutcome | null;
}

interface ShotRecord {
  /** Empty for exposures without a directive. */
  readonly directiveId: string;
  readonly targetId: string;
  progress: ShotProgress;
  /** Of each source. */
  readonly reports: Record<string, Report>;
  /** What the session was told. */
  told?: PlainOutcome;
}

/** A shot book as plain JSON. */
export interface ShotBookState {
  readonly source: string | null;
  readonly shots: readonly (readonly [string, Readonly<ShotRecord>])[];
}

/** What the session has to be told of a shot's result now. */
export type Settlement =
  | { readonly kind: "resulted"; readonly target: string; readonly outcome: PlainOutcome }
  | {
      readonly kind: "corrected";
      readonly target: string;
      readonly outcome: PlainOutcome;
      readonly before: PlainOutcome;
    }
  | { readonly kind: "retracted"; readonly target: string; readonly before: PlainOutcome };

const allowedNext: Readonly<Record<ShotProgress, readonly ShotProgress[]>> = {
  intended: ["started", "dropped"],
  started: ["done", "failed", "unknown"],
  done: [],
  failed: [],
  unknown: [],
  dropped: [],
};

/**
 * Every exposure of a session and what pipelines say of it. Reports may come early, late, twice, in any order, and from
 * several sources; of each source the highest revision counts, and one source, the first that ever reported unless another
 * is named, feeds the session.
 */
export class ShotBook {
  readonly #shots = new Map<string, ShotRecord>();
  readonly #exposedBy = new Map<string, string>();
  #source: string | null;

  /** @param source the one that feeds the session. Default: the first that reports */
  constructor(source: string | null = null) {
    this.#source = source;
  }

  static restored({ source, shots }: ShotBookState): ShotBook {
    const book = new ShotBook(source);
    for (const [id, shot] of shots) {
      book.#shots.set(id, { ...shot, reports: { ...shot.reports } });
      if (shot.progress === "done") book.#exposedBy.set(shot.targetId, id);
    }
    return book;
  }

  get state(): ShotBookState {
    return { source: this.#source, shots: [...this.#shots].map(([id, shot]) => [id, structuredClone(shot)]) };
  }

  intend(shotId: string, directiveId: string, targetId: string): void {
    this.#shots.set(shotId, { directiveId, targetId, progress: "intended", reports: {} });
  }

  get(shotId: string): Readonly<ShotRecord> | undefined {
    return this.#shots.get(shotId);
  }

  /** All shots by id, in the order in which they were intended. */
  entries(): IterableIterator<[string, Readonly<ShotRecord>]> {
    return this.#shots.entries();
  }

  /** The shot by which a target was exposed. */
  of(targetId: string): string | undefined {
    return this.#exposedBy.get(targetId);
  }

  /** @throws RangeError saying which state was expected */
  requireNext(shotId: string, to: ShotProgress): void {
    const shot = this.#shots.get(shotId);
    if (shot === undefined) throw new RangeError(`no directive lists the shot '${shotId}'`);
    const next = allowedNext[shot.progress];
    if (next.includes(to)) return;
    const expected = next.length === 0 ? "nothing more" : next.join(" or ");
    throw new RangeError(`shot '${shotId}' is ${shot.progress} and can't become ${to}; expected ${expected}`);
  }

  /** @throws RangeError saying which state was expected */
  advance(shotId: string, to: ShotProgress): void {
    this.requireNext(shotId, to);
    const shot = this.#shots.get(shotId)!;
    shot.progress = to;
    if (to === "done") this.#exposedBy.set(shot.targetId, shotId);
  }

  /** Takes a report in; {@link settle} says what follows. @param outcome null: the source takes its result back */
  report(shotId: string, source: string, revision: number, outcome: PlainOutcome | null): Receipt {
    const shot = this.#shots.get(shotId);
    if (shot === undefined) return "unknownShot";
    const before = shot.reports[source];
    if (before !== undefined && before.revision >= revision) {
      return before.revision === revision ? "duplicate" : "superseded";
    }
    shot.reports[source] = { revision, outcome };
    this.#source ??= source;
    if (source !== this.#source) return "superseded";
    if (shot.progress === "done") return "accepted";
    return shot.progress === "intended" || shot.progress === "started" ? "early" : "notExposed";
  }

  /** What the session has to be told now; it is taken as told. */
  settle(shotId: string): Settlement | undefined {
    const shot = this.#shots.get(shotId);
    const report = this.#source === null ? undefined : shot?.reports[this.#source];
    if (shot?.progress !== "done" || report === undefined) return undefined;
    const { told: before, targetId: target } = shot;
    const { outcome } = report;
    if (outcome === null) {
      if (before === undefined) return undefined;
      delete shot.told;
      return { kind: "retracted", target, before };
    }
    if (before !== undefined && isDeepStrictEqual(before, outcome)) return undefined;
    shot.told = outcome;
    return before === undefined
      ? { kind: "resulted", target, outcome }
      : { kind: "corrected", target, outcome, before };
  }
}
