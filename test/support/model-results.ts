import { type DriveRequest, ShotState } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { ReportRequest } from "../../proto/gen/cryogym/v1alpha1/results_service.js";
import type { CollectionCore } from "../../server/collection/core/collection-core.js";
import type { Receipt } from "../../server/collection/model/shot-book.js";

const ENDED = new Map([
  [ShotState.DONE, "done"],
  [ShotState.FAILED, "failed"],
  [ShotState.UNKNOWN, "unknown"],
  [ShotState.DROPPED, "dropped"],
]);

interface Reported {
  readonly revision: number;
  /** Ångström; null: taken back. */
  readonly resolution: number | null;
}

/** What the server was told of shots and of their results, kept by as simple a book as there can be. */
export class ModelResults {
  /** Number of the driver's message that was taken in last. */
  lastTaken = 0;
  readonly #requests: DriveRequest[] = [];
  readonly #reports = new Map<string, Reported>();

  isNew(seq: number): boolean {
    return seq > this.lastTaken;
  }

  taken(request: DriveRequest): void {
    this.#requests.push(request);
    this.lastTaken = request.seq;
  }

  /** The server has lost what was not on its disk. */
  rewind(lastKept: number): void {
    this.lastTaken = lastKept;
    this.#requests.splice(0, this.#requests.length, ...this.#requests.filter(({ seq }) => seq <= lastKept));
  }

  /** A report of the source that counts was taken, and is safe. */
  reported({ outcomes }: ReportRequest, receipts: readonly Receipt[]): void {
    for (const [i, { shotId, revision, ctfResolutionAngstrom, withdrawn }] of outcomes.entries()) {
      const before = this.#reports.get(shotId);
      if (receipts[i] === "unknownShot" || (before !== undefined && before.revision >= revision)) continue;
      this.#reports.set(shotId, { revision, resolution: withdrawn ? null : (ctfResolutionAngstrom ?? null) });
    }
  }

  /** Ids of shots that were made, or may have been. */
  begunShots(): string[] {
    return [...this.#shots()].flatMap(([id, { state }]) => (state === "dropped" ? [] : [id]));
  }

  /** Ids of shots that were made. */
  doneShots(): string[] {
    return [...this.#shots()].flatMap(([id, { state }]) => (state === "done" ? [id] : []));
  }

  /** Shots by their last state. */
  #shots(): Map<string, { readonly state: string }> {
    const shots = new Map<string, { readonly state: string }>();
    for (const { message } of this.#requests) {
      if (message?.$case === "shot")
        shots.set(message.shot.shotId, { state: ENDED.get(message.shot.state) ?? "started" });
      if (message?.$case === "undirectedExposure") shots.set(message.undirectedExposure.shotId, { state: "done" });
    }
    return shots;
  }

  /** What is not as it was told. */
  wrongIn(core: CollectionCore): readonly [invariant: string, detail: string] | undefined {
    const { shots: book, session, changes } = core.model;
    const shots = this.#shots();
    const done = [...shots].filter(([, { state }]) => state === "done");
    for (const [id, { progress, targetId }] of book.entries()) {
      const told = shots.get(id)?.state;
      if (told === "started" ? !["started", "unknown"].includes(progress) : told !== undefined && told !== progress)
        return ["no exposure is lost or doubled", `shot ${id} is ${progress}, told was ${told}`];
      if (told === undefined && !["intended", "dropped"].includes(progress))
        return ["no exposure is lost or doubled", `shot ${id} is ${progress}, nothing was told of it`];
      const wrong = told === "done" ? this.#wrongResult(core, id, targetId) : undefined;
      if (wrong !== undefined) return ["the highest revision counts", wrong];
    }
    if (session.exposedCount[0] !== done.length)
      return ["no exposure is lost or doubled", `${session.exposedCount[0]} exposures, told were ${done.length}`];
    const targets = changes.flatMap((change) => (change.kind === "exposed" ? [change.target] : []));
    if (new Set(targets).size !== targets.length) return ["nothing is exposed twice", targets.join(", ")];
    return undefined;
  }

  #wrongResult(core: CollectionCore, shotId: string, target: string): string | undefined {
    let resolution: number | null = null;
    for (const change of core.model.changes) {
      if (!("target" in change) || change.target !== target) continue;
      if (change.kind === "resulted" || change.kind === "corrected") resolution = change.outcome.ctfResolutionAngstrom;
      if (change.kind === "retracted") resolution = null;
    }
    const expected = this.#reports.get(shotId)?.resolution ?? null;
    return resolution === expected ? undefined : `shot ${shotId} has ${resolution} Å, reported were ${expected} Å`;
  }
}
