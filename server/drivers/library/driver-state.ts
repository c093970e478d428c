import type Database from "better-sqlite3";
import { UserError } from "../../../env/errors.js";
import { DirectiveStore } from "./directive-store.js";
import { FactStore } from "./facts.js";
import { MessageStore } from "./message-store.js";
import { ObservedStore } from "./observed-store.js";
import { openStateDatabase } from "./state-database.js";
import { TargetStore } from "./target-store.js";

/**
 * All that a driver must not forget, in one file beside the instrument: see {@link openStateDatabase}. Everything is
 * written by {@link commit}, whole or not at all, and is on the disk when that returns.
 *
 * @example
 * const state = DriverState.open("runs/drivers/scope.sqlite", "monday");
 * state.commit(() => state.directives.advance(shotId, "started"));
 */
export class DriverState {
  readonly facts: FactStore;
  readonly messages: MessageStore;
  readonly directives: DirectiveStore;
  readonly targets: TargetStore;
  readonly observed: ObservedStore;

  private constructor(
    readonly database: Database.Database,
    readonly file: string,
  ) {
    this.facts = new FactStore(database);
    this.messages = new MessageStore(database, this.facts);
    this.directives = new DirectiveStore(database);
    this.targets = new TargetStore(database);
    this.observed = new ObservedStore(database);
  }

  /**
   * @param file `:memory:` keeps nothing
   * @throws UserError if another driver has it open, or if it holds what another session has not heard of yet
   */
  static open(file: string, sessionKey: string): DriverState {
    const database = openStateDatabase(file);
    try {
      const state = new DriverState(database, file);
      const before = state.facts.get("sessionKey");
      if (before === sessionKey) return state;
      if (before !== undefined) state.#requireSettled(before, sessionKey);
      // Ids, rates, the halt and the server that is obeyed belong to the instrument, not to a session.
      state.commit(() => {
        database.exec("DELETE FROM outbox; DELETE FROM inbox;");
        state.targets.clear();
        state.observed.clear();
        state.facts.forget(
          "lastSent",
          "lastReceived",
          "epoch",
          "instrumentSeconds",
          "beganAtUnixMilliseconds",
          "surveyed",
          "finished",
          "optics",
          "slots",
          "paused",
          "faults",
          "busyWith",
          "observedFrom",
          "observedPlace",
        );
        if (state.facts.get("haltId") !== undefined) state.facts.set("haltTold", false);
        state.facts.set("sessionKey", sessionKey);
      });
      return new DriverState(database, file);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Writes what a function writes, whole or not at all. */
  commit<T>(write: () => T): T {
    return this.database.transaction(write)();
  }

  get isHalted(): boolean {
    return this.facts.get("haltId") !== undefined;
  }

  close(): void {
    this.commit(() => this.messages.trim());
    this.database.close();
  }

  #requireSettled(before: string, sessionKey: string): void {
    const waiting = this.messages.unacknowledged().length;
    const underWay = this.directives.underWay?.directive.id;
    if (waiting === 0 && underWay === undefined) return;
    const what =
      underWay === undefined
        ? `${waiting} messages that the server has not acknowledged`
        : `directive '${underWay}' under way`;
    throw new UserError(
      `${this.file} has ${what} for session '${before}'; start the driver with --session ${before} until that is settled, or give --session ${sessionKey} another folder ('state' in the configuration)`,
    );
  }
}
