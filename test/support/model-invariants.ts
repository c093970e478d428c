import { isDeepStrictEqual } from "node:util";
import type { Directive, DriveRequest, DriveResponse } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { ProtocolError } from "../../server/collection/protocol-error.js";
import { MOST_LOADS } from "./model-driver.js";
import { ModelResults } from "./model-results.js";
import { ModelShadow } from "./model-shadow.js";
import { FORBIDDEN_SQUARE, type ModelWorld } from "./model-world.js";

/** What must hold whatever happens, by the words that say that it does not. */
export class Broken extends Error {
  override readonly name = "Broken";
  constructor(
    readonly invariant: string,
    detail: string,
  ) {
    super(`${invariant}: ${detail}`);
  }
}

const HOUR_SECONDS = 3600;

/** Watches a {@link ModelWorld} and says what is broken. It knows of the server only what it sends, and its journal. */
export class ModelInvariants {
  readonly results = new ModelResults();
  readonly shadow: ModelShadow;
  readonly #seen = new Map<number, DriveResponse>();
  #nextOnStream = 0;
  /** The directive sent last, and the driver's message that ended it. */
  #last: { readonly id: string; readonly endedBy?: number } | undefined;
  #latchedAfter: number | undefined;
  #pausedAfter: number | undefined;
  #pauseIsSafe = false;
  /** Targets by the ids of shots that were directed. */
  readonly #shots = new Map<string, string>();
  #broken: Broken | undefined;

  constructor(readonly world: ModelWorld) {
    this.shadow = new ModelShadow(world);
  }

  /** Something is wrong: said at the next {@link raise}, since it may be seen inside the server. */
  fail(invariant: string, detail: string): void {
    this.#broken ??= new Broken(invariant, detail);
  }

  raise(): void {
    if (this.#broken !== undefined) throw this.#broken;
  }

  connected(): void {
    this.#nextOnStream = 0;
  }

  /** A halt is in the journal: nothing with a higher number is a directive until it is resumed. */
  halted(seq: number): void {
    this.#latchedAfter ??= seq;
  }

  resumed(): void {
    this.#latchedAfter = undefined;
  }

  /** A pause was taken in: likewise, unless the server forgets it because it was not on the disk yet. */
  paused(seq: number): void {
    this.#pausedAfter ??= seq;
  }

  pauseIsSafe(): void {
    this.#pauseIsSafe = this.#pausedAfter !== undefined;
  }

  unpaused(): void {
    this.#pausedAfter = undefined;
    this.#pauseIsSafe = false;
  }

  /** The server says something. */
  sent(response: DriveResponse): void {
    this.shadow.readOn();
    const { seq, ack, message, epoch } = response;
    if (ack > this.shadow.acknowledgeable)
      this.fail("acknowledged before the journal has it", `${ack} of ${this.shadow.acknowledgeable}`);
    if (seq === 0) return;
    if (this.#nextOnStream > 0 && seq !== this.#nextOnStream)
      this.fail("numbers without gaps", `${seq} after ${this.#nextOnStream - 1}`);
    this.#nextOnStream = seq + 1;
    const due = this.shadow.due.get(seq);
    if (due === undefined) this.fail("sent before the journal has it", `${seq} ${message?.$case}`);
    else if (!isSame(due, response)) this.fail("sent is not what the journal says", `${seq}`);
    if (epoch !== this.world.epoch) this.fail("epoch", `${epoch} was sent on the stream of ${this.world.epoch}`);
    const before = this.#seen.get(seq);
    if (before !== undefined) {
      if (!isSame(before, response)) this.fail("a number has one message", `${seq}`);
      return;
    }
    this.#seen.set(seq, structuredClone(response));
    if (message?.$case === "directive") this.#directed(seq, message.directive);
  }

  /** The server has taken a message in. */
  taken(request: DriveRequest, isOld: boolean): void {
    if (isOld) this.fail("epoch", `a message of epoch ${request.epoch} was taken in ${this.world.epoch}`);
    const { message } = request;
    if (message === undefined || !this.results.isNew(request.seq)) return;
    if (this.#last !== undefined && ends(message, this.#last.id)) this.#last = { ...this.#last, endedBy: request.seq };
    this.results.taken(request);
  }

  /** The server has refused a message; it does so for a gap, and for nothing that a good driver says. */
  refused({ seq, message }: DriveRequest, isOld: boolean, error: ProtocolError): void {
    if (isOld && error.reason === "OLD_EPOCH") return;
    if (error.reason === "SEQUENCE_GAP" && seq > this.results.lastTaken + 1) return;
    if (error.reason === "SESSION_OVER") return;
    this.fail("a good driver is not refused", `${message?.$case} ${seq}: ${error.message}`);
  }

  /** The server has started again, with what is on the disk. */
  restarted(): void {
    this.shadow.readOn();
    this.results.rewind(this.shadow.acknowledgeable);
    if (!this.#pauseIsSafe) this.unpaused();
    const { endedBy = 0, id = "" } = this.#last ?? {};
    if (endedBy > this.shadow.acknowledgeable) this.#last = { id };
  }

  /** Where everything has arrived, the driver has the directive that the server takes for being in flight. */
  checkInFlight(): void {
    const { driver, session, epoch } = this.world;
    const hasAll = driver.outbox.length === 0 && driver.lastReceived === session.core.exchange.lastSent;
    if (!hasAll || epoch === 0 || driver.epoch !== epoch) return;
    const { directiveInFlight: id } = session.core;
    const isWaiting = driver.inbox.some(
      ({ message }) => message?.$case === "reconcile" || message?.$case === "directive",
    );
    if (id !== undefined && id !== driver.underWay?.directive.id && !isWaiting)
      this.fail("both sides know what is in flight", id);
    this.raise();
  }

  /** To be called when everything is committed. */
  check(): void {
    this.shadow.readOn();
    const { session, policy, key } = this.world;
    const other = this.shadow.differs(session.core);
    if (other !== undefined) this.fail("the session is what the journal says", `${other} is another`);
    const { changes } = session.core.model;
    const told = policy.told.get(key);
    if (told !== undefined && !isDeepStrictEqual(told, changes.slice(0, told.length)))
      this.fail("the policy knows what has happened", `${told.length} of ${changes.length}`);
    const wrong = this.results.wrongIn(session.core);
    if (wrong !== undefined) this.fail(wrong[0], wrong[1]);
    this.raise();
  }

  #directed(seq: number, { id, kind }: Directive): void {
    if (this.#last !== undefined && this.#last.endedBy === undefined)
      this.fail("one directive in flight", `${id} while ${this.#last.id}`);
    this.#last = { id };
    if (this.#latchedAfter !== undefined && seq > this.#latchedAfter)
      this.fail("nothing is directed while halted", `${id} as message ${seq}`);
    if (this.#pausedAfter !== undefined && seq > this.#pausedAfter)
      this.fail("nothing is directed while paused", `${id} as message ${seq}`);
    const asked = JSON.stringify(kind);
    if (asked.includes(`"${FORBIDDEN_SQUARE}"`) || asked.includes(`"${FORBIDDEN_SQUARE}.`))
      this.fail("no limit is broken", `${id} in ${FORBIDDEN_SQUARE}`);
    const { driver } = this.world;
    const loads = driver.loads.filter((at) => at > driver.seconds - HOUR_SECONDS).length;
    if (kind?.$case === "loadGrid" && loads >= MOST_LOADS)
      this.fail("no limit is broken", `load ${loads + 1} in ${id}`);
    for (const { id: shot, targetId } of kind?.$case === "acquire" ? kind.acquire.shots : []) {
      if (this.#shots.has(shot)) this.fail("a shot id is used once", shot);
      const spent = this.results.begunShots().some((begun) => this.#shots.get(begun) === targetId);
      if (spent) this.fail("nothing is exposed twice", `${targetId} in ${id}`);
      this.#shots.set(shot, targetId);
    }
  }
}

/** Whether two messages say the same: what is absent may be undefined, too. */
function isSame({ message: a }: DriveResponse, { message: b }: DriveResponse): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether a driver's message ends a directive. */
function ends(message: NonNullable<DriveRequest["message"]>, id: string): boolean {
  switch (message.$case) {
    case "halted":
      return true;
    case "resumed":
      return message.resumed.haltId !== "";
    case "directiveCompleted":
      return message.directiveCompleted.directiveId === id;
    case "directiveFailed":
      return message.directiveFailed.directiveId === id;
    case "directiveRejected":
      return message.directiveRejected.directiveId === id;
    case "reconciled":
      return message.reconciled.directiveId === id;
    default:
      return false;
  }
}
