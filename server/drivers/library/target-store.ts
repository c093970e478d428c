import type Database from "better-sqlite3";
import { Target } from "../../../proto/gen/cryogym/v1alpha1/target.js";

/** The targets that this driver has told the server of: what a directive may name. */
export class TargetStore {
  readonly #targets = new Map<string, Target>();
  readonly #write: Database.Statement<[string, Uint8Array]>;
  readonly #clear: Database.Statement<[]>;

  constructor(database: Database.Database) {
    this.#write = database.prepare(
      "INSERT INTO targets VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET message = excluded.message",
    );
    this.#clear = database.prepare("DELETE FROM targets");
    const rows = database.prepare<[], { message: Buffer }>("SELECT message FROM targets").all();
    for (const { message } of rows) {
      const target = Target.decode(message);
      this.#targets.set(target.id, target);
    }
  }

  get(id: string): Target | undefined {
    return this.#targets.get(id);
  }

  all(): Iterable<Target> {
    return this.#targets.values();
  }

  /** Within a commit. */
  add(targets: readonly Target[]): void {
    for (const target of targets) {
      this.#write.run(target.id, Target.encode(target).finish());
      this.#targets.set(target.id, target);
    }
  }

  /** Within a commit. */
  clear(): void {
    this.#clear.run();
    this.#targets.clear();
  }
}
