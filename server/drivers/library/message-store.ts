import type Database from "better-sqlite3";
import { DriveRequest, DriveResponse } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { SequenceGap } from "../../collection/exchange.js";
import type { FactStore } from "./facts.js";

/** What a driver can say with a number. */
export type News = Exclude<NonNullable<DriveRequest["message"]>, { $case: "hello" | "heartbeat" }>;

interface Row {
  readonly seq: number;
  readonly message: Buffer;
}

/**
 * Both directions of a driver's exchange: what was said and not acknowledged, and what was heard and not dealt with. It
 * outlives connections and the process; numbers run on.
 */
export class MessageStore {
  readonly #outbox: DriveRequest[];
  readonly #inbox: DriveResponse[];
  readonly #addOut: Database.Statement<[number, Uint8Array]>;
  readonly #trimOut: Database.Statement<[number]>;
  readonly #addIn: Database.Statement<[number, Uint8Array]>;
  readonly #removeIn: Database.Statement<[number]>;
  #acknowledged = 0;
  #trimmed = 0;

  constructor(
    database: Database.Database,
    readonly facts: FactStore,
  ) {
    this.#addOut = database.prepare("INSERT INTO outbox VALUES (?, ?)");
    this.#trimOut = database.prepare("DELETE FROM outbox WHERE seq <= ?");
    this.#addIn = database.prepare("INSERT INTO inbox VALUES (?, ?)");
    this.#removeIn = database.prepare("DELETE FROM inbox WHERE seq = ?");
    const rows = (table: string) => database.prepare<[], Row>(`SELECT seq, message FROM ${table} ORDER BY seq`).all();
    this.#outbox = rows("outbox").map(({ message }) => DriveRequest.decode(message));
    this.#inbox = rows("inbox").map(({ message }) => DriveResponse.decode(message));
    this.#acknowledged = this.lastSent - this.#outbox.length;
    this.#trimmed = this.#acknowledged;
  }

  get lastSent(): number {
    return this.facts.get("lastSent") ?? 0;
  }

  get lastReceived(): number {
    return this.facts.get("lastReceived") ?? 0;
  }

  /** Number of the driver's last message that the server is known to have. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Gives a message its number and keeps it. Within a commit. */
  say(message: News, instrumentSeconds: number, observedAtUnixMilliseconds: number): DriveRequest {
    this.trim();
    const seq = this.lastSent + 1;
    const request: DriveRequest = { epoch: 0, seq, ack: 0, instrumentSeconds, observedAtUnixMilliseconds, message };
    this.#addOut.run(seq, DriveRequest.encode(request).finish());
    this.facts.set("lastSent", seq);
    this.#outbox.push(request);
    return request;
  }

  /** Forgets durably what was acknowledged: with the next commit is soon enough, as a message may be sent twice. */
  trim(): void {
    if (this.#trimmed === this.#acknowledged) return;
    this.#trimOut.run(this.#acknowledged);
    this.#trimmed = this.#acknowledged;
  }

  /** The server has everything up to here. @throws RangeError if that was never sent */
  acknowledge(ack: number): void {
    if (ack > this.lastSent)
      throw new RangeError(`message ${ack} is acknowledged, but only ${this.lastSent} were sent`);
    while (this.#outbox.length > 0 && this.#outbox[0]!.seq <= ack) this.#outbox.shift();
    this.#acknowledged = Math.max(this.#acknowledged, ack);
  }

  /** What the server has not acknowledged, in order. */
  unacknowledged(): readonly DriveRequest[] {
    return this.#outbox;
  }

  /** Whether a message of the server is new. @throws SequenceGap */
  isNew(seq: number): boolean {
    if (seq > this.lastReceived + 1) throw new SequenceGap(this.lastReceived + 1, seq);
    return seq === this.lastReceived + 1;
  }

  /** Takes a new message in. Within a commit. @param later whether it is kept until {@link done} */
  take(response: DriveResponse, later: boolean): void {
    this.facts.set("lastReceived", response.seq);
    if (!later) return;
    this.#addIn.run(response.seq, DriveResponse.encode(response).finish());
    this.#inbox.push(response);
  }

  /** The first message that was taken in and not dealt with. */
  next(): DriveResponse | undefined {
    return this.#inbox[0];
  }

  /** Whether a directive was taken in and not begun. */
  holdsDirective(id: string): boolean {
    return this.#inbox.some(({ message }) => message?.$case === "directive" && message.directive.id === id);
  }

  /** The first message was dealt with. Within a commit. */
  done(): void {
    const response = this.#inbox.shift();
    if (response !== undefined) this.#removeIn.run(response.seq);
  }
}
