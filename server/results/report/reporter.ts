import { type ServiceError, status } from "@grpc/grpc-js";
import { ReceiptStatus } from "../../../proto/gen/cryogym/v1alpha1/results_service.js";
import type { Timekeeper } from "../../drivers/library/timekeeper.js";
import type { ResultsStore, ShotState, WaitingShot } from "../store/results-store.js";
import type { ResultsLink } from "./results-link.js";

const RETRY_SECONDS = 0.25;
const MOST_RETRY_SECONDS = 30;
/** Shots that the server does not know are told again, as their exposure may not have been reported to it yet. */
const UNKNOWN_AGAIN_SECONDS = 60;
const MOST_OUTCOMES = 1000;
const MOST_UNKNOWN = 100_000;

export interface ReporterOptions {
  /** Session and source: `monday/relion`. */
  readonly feed: string;
  readonly sessionKey: string;
  readonly source: string;
  readonly store: ResultsStore;
  readonly link: ResultsLink;
  readonly time: Timekeeper;
  /** Says something to the operator. */
  readonly tell: (line: string) => void;
}

/** Tells the server what is waiting in the store, until it has it: one report at a time, each as often as it takes. */
export class Reporter {
  #callOff = () => {};
  #running: Promise<void> | undefined;
  #failures = 0;
  #problem: string | undefined;
  #unknownAtSeconds = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(readonly options: ReporterOptions) {}

  /** What keeps results from the server; undefined: nothing. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Tries in a row that failed. */
  get failures(): number {
    return this.#failures;
  }

  /** There may be something to report. */
  wake(): void {
    if (this.#running !== undefined || this.#isClosed || this.#failures > 0) return;
    this.#callOff();
    void this.once();
  }

  /** Reports all that waits, or tries to; goes on by itself later. */
  once(): Promise<void> {
    this.#running ??= this.#report().finally(() => {
      this.#running = undefined;
      if (this.#isClosed) return;
      const wait = Math.min(MOST_RETRY_SECONDS, RETRY_SECONDS * 2 ** Math.min(this.#failures, 10));
      this.#callOff();
      this.#callOff = this.options.time.after(
        this.#failures > 0 ? wait : UNKNOWN_AGAIN_SECONDS,
        () => void this.once(),
      );
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#callOff();
    await this.#running;
  }

  async #report(): Promise<void> {
    const { store, feed, time } = this.options;
    try {
      const now = time.nowSeconds();
      if (now - this.#unknownAtSeconds >= UNKNOWN_AGAIN_SECONDS) {
        this.#unknownAtSeconds = now;
        const unknown = store.due(feed, "unknown", MOST_UNKNOWN);
        for (let i = 0; i < unknown.length && !this.#isClosed; i += MOST_OUTCOMES) {
          await this.#send(unknown.slice(i, i + MOST_OUTCOMES));
        }
      }
      for (;;) {
        const due = store.due(feed, "waiting", MOST_OUTCOMES);
        if (due.length === 0 || this.#isClosed) break;
        await this.#send(due);
      }
      this.#recovered();
    } catch (error) {
      this.#failed(error);
    }
  }

  async #send(shots: readonly WaitingShot[]): Promise<void> {
    const { store, feed, sessionKey, source, link } = this.options;
    store.trying(feed, shots);
    try {
      const { receipts } = await link.report(sessionKey, source, shots);
      if (receipts.length !== shots.length) throw new Error(`${receipts.length} receipts for ${shots.length} outcomes`);
      const settled = shots.map((shot, i) => [shot, stateOf(receipts[i]!.status)] as const);
      store.settle(feed, settled);
      store.raise(
        feed,
        shots.filter(({ tries }, i) => tries === 0 && receipts[i]!.status === ReceiptStatus.DUPLICATE),
      );
      this.#tellUnknown(settled);
    } catch (error) {
      if ((error as ServiceError).code !== status.INVALID_ARGUMENT) throw error;
      await this.#isolate(shots, error as ServiceError);
    }
  }

  /** The server refuses a report as a whole: the outcome that is wrong is found by halves. */
  async #isolate(shots: readonly WaitingShot[], { details }: ServiceError): Promise<void> {
    const { store, feed, tell } = this.options;
    if (shots.length === 1) {
      store.settle(feed, [[shots[0]!, "refused"]]);
      tell(`${feed}: the server refuses the outcome of ${shots[0]!.shotId}: ${details}`);
      return;
    }
    const half = Math.ceil(shots.length / 2);
    await this.#send(shots.slice(0, half));
    await this.#send(shots.slice(half));
  }

  #tellUnknown(settled: readonly (readonly [WaitingShot, ShotState])[]): void {
    const unknown = settled
      .filter(([{ tries }, state]) => state === "unknown" && tries === 0)
      .map(([{ shotId }]) => shotId);
    if (unknown.length === 0) return;
    const { feed, tell } = this.options;
    const more = unknown.length > 3 ? ` and ${unknown.length - 3} more` : "";
    tell(`${feed}: the server does not know ${unknown.slice(0, 3).join(", ")}${more}; it is told again each minute`);
  }

  #recovered(): void {
    if (this.#problem !== undefined) this.options.tell(`${this.options.feed}: the server takes results again`);
    this.#problem = undefined;
    this.#failures = 0;
  }

  #failed(error: unknown): void {
    this.#failures++;
    const problem = explain(error as Partial<ServiceError> & Error, this.options);
    if (problem !== this.#problem) this.options.tell(`${this.options.feed}: ${problem}`);
    this.#problem = problem;
  }
}

function stateOf(receipt: ReceiptStatus): ShotState {
  return receipt === ReceiptStatus.UNKNOWN_SHOT ? "unknown" : "told";
}

function explain(
  { code, details, message }: Partial<ServiceError> & Error,
  { link, sessionKey }: ReporterOptions,
): string {
  const kept = "results are kept and reported later";
  switch (code) {
    case status.UNAVAILABLE:
    case status.DEADLINE_EXCEEDED:
      return `${link.server} can't be reached; ${kept}`;
    case status.UNAUTHENTICATED:
    case status.PERMISSION_DENIED:
      return `${link.server} lets this process not report: ${details}; give a token with the role 'results'; ${kept}`;
    case status.NOT_FOUND:
      return `${link.server}: ${details ?? sessionKey}; it may come yet; ${kept}`;
    default:
      return `${link.server}: ${details ?? message}; ${kept}`;
  }
}
