import { status } from "@grpc/grpc-js";
import type {
  DriveResponse,
  ExchangeRequest,
  ExchangeResponse,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { canAcquire, checkHello } from "../collection/core/prepare-input.js";
import { invalid, ProtocolError, unexpected } from "../collection/protocol-error.js";
import type { CollectionSession } from "../collection/session/collection-session.js";
import type { DriverStream } from "../collection/session/driver-stream.js";
import type { SessionStore } from "../collection/session/session-store.js";

const MOST_REQUESTS = 1000;
const LONGEST_WAIT_SECONDS = 60;

/** A driver's way that exists from call to call: what is for the driver is kept until a call takes it. */
class Mailbox implements DriverStream {
  readonly #kept: DriveResponse[] = [];
  #waiting: (() => void) | undefined;
  #error: ProtocolError | undefined;
  isOver = false;

  send(response: DriveResponse): void {
    this.#kept.push(response);
    this.#wake();
  }

  refuse(error: ProtocolError): void {
    this.#error = error;
    this.#wake();
  }

  end(): void {
    this.isOver = true;
    this.#wake();
  }

  /** Whether there is a message, not only an acknowledgement. */
  get hasNews(): boolean {
    return this.#error !== undefined || this.isOver || this.#kept.some(({ message }) => message !== undefined);
  }

  /** Waits until there is something, or the time is over. */
  async wait(seconds: number, signal: AbortSignal): Promise<void> {
    if (this.hasNews || seconds === 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#waiting = undefined;
        resolve();
      };
      const timer = setTimeout(done, 1000 * seconds);
      this.#waiting = () => {
        if (this.hasNews) done();
      };
      signal.addEventListener("abort", done);
    });
  }

  /**
   * What the driver has not acknowledged.
   *
   * @param bare what is said where there is nothing to say
   * @throws ProtocolError if another one took over
   */
  take(ack: number, bare: DriveResponse): DriveResponse[] {
    if (this.#error !== undefined) throw this.#error;
    const numbered = this.#kept.filter(({ seq }) => seq > ack);
    const unnumbered = this.#kept.filter(({ seq, message }) => seq === 0 && message !== undefined);
    this.#kept.splice(0, this.#kept.length, ...numbered);
    const taken = [...unnumbered, ...numbered];
    return taken.length > 0 ? taken : [bare];
  }

  #wake(): void {
    this.#waiting?.();
  }
}

/**
 * `CollectionService.Exchange`: the exchange of a stream, call by call. A call that is repeated finds what it brought known
 * and what it would have taken still there.
 */
export class ExchangeCalls {
  readonly #mailboxes = new WeakMap<CollectionSession, { readonly epoch: number; readonly mailbox: Mailbox }>();

  constructor(readonly store: SessionStore) {}

  async exchange(request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeResponse> {
    const { requests, sessionKey, ack, waitForSeconds } = request;
    if (requests.length > MOST_REQUESTS) {
      throw invalid(`requests has ${requests.length} entries; expected at most ${MOST_REQUESTS}`, "requests");
    }
    if (!(waitForSeconds >= 0 && waitForSeconds <= LONGEST_WAIT_SECONDS)) {
      throw invalid(`wait_for_seconds is ${waitForSeconds}; expected 0 to ${LONGEST_WAIT_SECONDS}`, "wait_for_seconds");
    }
    const first = requests[0]?.message;
    if (first?.$case === "hello") return this.#hello(request, first.hello, signal);
    const session = await this.store.find(sessionKey);
    const known = this.#mailboxes.get(session);
    if (known === undefined || known.epoch !== request.epoch || request.epoch !== session.core.epoch) {
      throw unexpected(`epoch ${request.epoch} is over; expected a hello`, "OLD_EPOCH");
    }
    const { mailbox } = known;
    for (const one of requests) session.receive({ ...one, ack: Math.max(ack, one.ack) });
    await committed(this.store, session);
    await mailbox.wait(waitForSeconds, signal);
    return { responses: mailbox.take(ack, session.acknowledgement) };
  }

  async #hello(
    { requests, sessionKey, ack }: ExchangeRequest,
    hello: Parameters<CollectionSession["connect"]>[0],
    signal: AbortSignal,
  ): Promise<ExchangeResponse> {
    if (requests.length > 1) throw invalid("hello comes alone", "requests");
    if (hello.sessionKey !== sessionKey) {
      throw invalid(
        `hello.session_key is '${hello.sessionKey}'; expected '${sessionKey}'`,
        "requests[0].hello.session_key",
      );
    }
    checkHello(hello);
    const session = await this.store.findOrCreate(sessionKey, hello.instrument, canAcquire(hello));
    const mailbox = new Mailbox();
    const epoch = session.connect(hello, ack, mailbox);
    this.#mailboxes.set(session, { epoch, mailbox });
    await committed(this.store, session);
    await mailbox.wait(1, signal);
    return { responses: mailbox.take(ack, session.acknowledgement) };
  }
}

/** Waits until everything that came in is safe. @throws ProtocolError if it can't be made so */
function committed(store: SessionStore, session: CollectionSession): Promise<void> {
  return new Promise((resolve, reject) =>
    store.options.journal.whenCommitted((error) =>
      error === undefined
        ? resolve()
        : reject(
            new ProtocolError(status.UNAVAILABLE, `session '${session.key}': ${error.message}`, "JOURNAL_UNAVAILABLE"),
          ),
    ),
  );
}
