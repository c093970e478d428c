import type Database from "better-sqlite3";

/** Keys of the observations that the server was told of. */
export class ObservedStore {
  readonly #keys: Set<string>;
  readonly #write: Database.Statement<[string]>;
  readonly #clear: Database.Statement<[]>;

  constructor(database: Database.Database) {
    this.#write = database.prepare("INSERT INTO observed VALUES (?)");
    this.#clear = database.prepare("DELETE FROM observed");
    const rows = database.prepare<[], { key: string }>("SELECT key FROM observed").all();
    this.#keys = new Set(rows.map(({ key }) => key));
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Within a commit. */
  add(key: string): void {
    this.#write.run(key);
    this.#keys.add(key);
  }

  /** Within a commit. */
  clear(): void {
    this.#clear.run();
    this.#keys.clear();
  }
}
