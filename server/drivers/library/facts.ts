import type Database from "better-sqlite3";

/** What a driver knows beside its messages, directives and shots; absent is not known or not so. */
export interface Facts {
  /** The session that the messages belong to. */
  sessionKey: string;
  /** Number of the last message sent. */
  lastSent: number;
  /** Number of the server's last message taken in. */
  lastReceived: number;
  /** Of the last welcome. */
  epoch: number;
  /** Greatest reading of the instrument's clock, seconds. */
  instrumentSeconds: number;
  /** When the session began by the driver's wall clock; for instruments without a clock. */
  beganAtUnixMilliseconds: number;
  /** The server that is obeyed. */
  serverId: string;
  /** Highest lease term obeyed. */
  leaseTerm: number;
  /** The session that it was a lease for: another one has a term of its own. */
  leaseSession: string;
  /** The halt that holds; may be the empty string. */
  haltId: string;
  /** The server was told that the halt is obeyed. */
  haltTold: boolean;
  paused: boolean;
  /** When the clock of an instrument that is looked on at stood at 0, milliseconds since 1970. */
  observedFrom: number;
  /** Where its stage was last told to stand. */
  observedPlace: string;
  /** The survey is in the outbox. */
  surveyed: boolean;
  /** The server's `finish` was carried out. */
  finished: boolean;
  /** The optical state is to be looked at before the next directive. */
  unverified: boolean;
  /** Magnification and spot size as the session found them. */
  optics: { readonly magnification: number; readonly spotSize: number };
  /** Slots by the ids of their grids. */
  slots: Readonly<Record<string, number>>;
  /** What the dead-man rule did and nobody has undone. */
  leftAs: "blanked" | "safe";
  /** The instrument has had a fault since then. */
  faultSince: boolean;
  /** Faults that the server was told of and that were not cleared: by their ids the numbers of the messages. */
  faults: Readonly<Record<string, number>>;
  /** Kinds of what the server was told that the instrument is busy with. */
  busyWith: readonly number[];
}

/** {@link Facts} in a database, kept in memory for reading. Written within a commit. */
export class FactStore {
  readonly #values = new Map<string, unknown>();
  readonly #write: Database.Statement<[string, string]>;
  readonly #remove: Database.Statement<[string]>;

  constructor(database: Database.Database) {
    this.#write = database.prepare(
      "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    );
    this.#remove = database.prepare("DELETE FROM facts WHERE name = ?");
    const rows = database.prepare<[], { name: string; value: string }>("SELECT name, value FROM facts").all();
    for (const { name, value } of rows) this.#values.set(name, JSON.parse(value));
  }

  get<Name extends keyof Facts>(name: Name): Facts[Name] | undefined {
    return this.#values.get(name) as Facts[Name] | undefined;
  }

  set<Name extends keyof Facts>(name: Name, value: Facts[Name]): void {
    this.#write.run(name, JSON.stringify(value));
    this.#values.set(name, value);
  }

  forget(...names: (keyof Facts)[]): void {
    for (const name of names) {
      if (this.#values.delete(name)) this.#remove.run(name);
    }
  }
}
