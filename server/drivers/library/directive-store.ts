import type Database from "better-sqlite3";
import { Directive } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";

/** How far a shot has come; the last five are final. */
export type ShotProgress = "intended" | "started" | "done" | "failed" | "unknown" | "dropped";

/** A shot of the directive under way. */
export interface StoredShot {
  readonly id: string;
  readonly targetId: string;
  readonly state: ShotProgress;
}

/** The directive under way. */
export interface UnderWay {
  readonly directive: Directive;
  /** On the instrument's clock. */
  readonly begunAtSeconds: number;
  /** How often it was begun anew after a restart. */
  readonly repeats: number;
}

interface Row {
  readonly id: string;
  readonly message: Buffer;
  readonly begun_at_seconds: number;
  readonly repeats: number;
  readonly cancelled: number;
}

const NEXT: Readonly<Record<ShotProgress, readonly ShotProgress[]>> = {
  intended: ["started", "dropped"],
  started: ["done", "failed", "unknown"],
  done: [],
  failed: [],
  unknown: [],
  dropped: [],
};

/** Directives and shots of an instrument, for good: no id of either is used again. Written within a commit. */
export class DirectiveStore {
  #underWay: UnderWay | undefined;
  #cancelled = false;

  constructor(readonly database: Database.Database) {
    const row = database.prepare<[], Row>("SELECT * FROM directives WHERE ended = 0").get();
    if (row === undefined) return;
    const { begun_at_seconds: begunAtSeconds, repeats, cancelled } = row;
    this.#underWay = { directive: Directive.decode(row.message), begunAtSeconds, repeats };
    this.#cancelled = cancelled === 1;
  }

  get underWay(): UnderWay | undefined {
    return this.#underWay;
  }

  /** Whether the unstarted shots of the directive under way are to be dropped. */
  get isCancelled(): boolean {
    return this.#cancelled;
  }

  /** The directive and its shots are taken on. */
  begin(directive: Directive, begunAtSeconds: number): void {
    this.database
      .prepare("INSERT INTO directives (id, message, begun_at_seconds) VALUES (?, ?, ?)")
      .run(directive.id, Directive.encode(directive).finish(), begunAtSeconds);
    if (directive.kind?.$case === "acquire") {
      const add = this.database.prepare("INSERT INTO shots VALUES (?, ?, ?, ?, 'intended')");
      directive.kind.acquire.shots.forEach((shot, place) => {
        add.run(shot.id, directive.id, place, shot.targetId);
      });
    }
    this.#underWay = { directive, begunAtSeconds, repeats: 0 };
    this.#cancelled = false;
  }

  /** A directive came to nothing: it was never begun. */
  refuse(id: string): void {
    this.database
      .prepare("INSERT OR IGNORE INTO directives (id, message, begun_at_seconds, ended) VALUES (?, x'', 0, 1)")
      .run(id);
  }

  cancel(): void {
    this.database.prepare("UPDATE directives SET cancelled = 1 WHERE ended = 0").run();
    this.#cancelled = true;
  }

  /** The directive under way is begun once more. */
  repeat(): void {
    this.database.prepare("UPDATE directives SET repeats = repeats + 1 WHERE ended = 0").run();
    this.#underWay = { ...this.#underWay!, repeats: this.#underWay!.repeats + 1 };
  }

  /** The directive under way has ended. @param clean whether everything is accounted for by evidence */
  end(clean: boolean): void {
    this.database
      .prepare("UPDATE directives SET ended = 1, message = x'', clean = ? WHERE ended = 0")
      .run(clean ? 1 : 0);
    this.#underWay = undefined;
    this.#cancelled = false;
  }

  /** Whether an ended directive is accounted for by evidence; undefined if it was never heard of or has not ended. */
  wasClean(id: string): boolean | undefined {
    const row = this.database
      .prepare<[string], { clean: number }>("SELECT clean FROM directives WHERE id = ? AND ended = 1")
      .get(id);
    return row === undefined ? undefined : row.clean === 1;
  }

  isKnown(id: string): boolean {
    return this.database.prepare("SELECT 1 FROM directives WHERE id = ?").get(id) !== undefined;
  }

  isShotKnown(id: string): boolean {
    return this.database.prepare("SELECT 1 FROM shots WHERE id = ?").get(id) !== undefined;
  }

  /** Shots of the directive under way, in order. */
  shots(): StoredShot[] {
    if (this.#underWay === undefined) return [];
    return this.database
      .prepare<[string], StoredShot>(
        "SELECT id, target_id AS targetId, state FROM shots WHERE directive_id = ? ORDER BY place",
      )
      .all(this.#underWay.directive.id);
  }

  /** A shot reaches a state. @throws RangeError if it can't from the one that it has */
  advance(shotId: string, state: ShotProgress): void {
    const row = this.database
      .prepare<[string], { state: ShotProgress }>("SELECT state FROM shots WHERE id = ?")
      .get(shotId);
    if (row === undefined || !NEXT[row.state].includes(state)) {
      throw new RangeError(`shot '${shotId}' is ${row?.state ?? "not known"} and can't be ${state}`);
    }
    this.database.prepare("UPDATE shots SET state = ? WHERE id = ?").run(state, shotId);
  }

  /** Targets of shots that were made or may have been, one entry a shot. */
  exposedTargets(): string[] {
    const rows = this.database
      .prepare<[], { target: string }>(
        "SELECT target_id AS target FROM shots WHERE state IN ('started', 'done', 'failed', 'unknown')",
      )
      .all();
    return rows.map(({ target }) => target);
  }
}
