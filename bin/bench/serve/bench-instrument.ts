import { setTimeout as sleep } from "node:timers/promises";
import { Metadata, type ServiceError } from "@grpc/grpc-js";
import type { WorldData } from "../../../env/world/world-data.js";
import {
  type CollectionServiceClient,
  type Directive,
  DriveRequest,
  type DriveResponse,
  ShotState,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ReportRequest, type ResultsServiceClient } from "../../../proto/gen/cryogym/v1alpha1/results_service.js";
import { Target, TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";

/** What the scripted instrument says that a command took, seconds. */
const COMMAND_SECONDS = 5;
/** Targets in one message of a survey. */
const TARGETS_A_MESSAGE = 1000;

/** What a scripted instrument works with. */
export interface BenchInstrumentOptions {
  readonly name: string;
  /** Default: the instrument's name. */
  readonly sessionKey?: string;
  readonly collection: CollectionServiceClient;
  readonly results: ResultsServiceClient;
  readonly world: WorldData;
}

/**
 * An instrument without a microscope: it does at once whatever it is told, and exposes when it is asked to. Measures how
 * long the server takes from the message that ends an exposure until the next directive is there, decision included.
 */
export class BenchInstrument {
  /** Milliseconds, a number for each decision that was timed. */
  readonly latencies: number[] = [];
  readonly #stream;
  #epoch = 0;
  #seq = 0;
  #ack = 0;
  #clock = 0;
  #directive: Directive | undefined;
  #arrivedAt = 0;
  #wake: (() => void) | undefined;
  #error: Error | undefined;
  #hasEnded = false;
  /** A session that is over does nothing more. */
  isOver = false;

  constructor(readonly options: BenchInstrumentOptions) {
    this.#stream = options.collection.drive(new Metadata());
    this.#stream.on("data", (response: DriveResponse) => this.#receive(response));
    this.#stream.on("error", (error: ServiceError) => this.#ended(error));
    this.#stream.on("end", () => {
      this.#hasEnded = true;
      this.#ended(new Error(`${options.name}: the server ended the stream`));
    });
  }

  /** Says hello, surveys everything, and carries out what comes until an exposure is asked for. */
  async begin(): Promise<void> {
    const { name, world } = this.options;
    const capabilities = { load: true, acquire: true, halt: true };
    const hello = { sessionKey: this.#sessionKey, instrument: name, driver: "bench", version: "0", capabilities };
    this.#send({ $case: "hello", hello: hello as never }, true);
    await this.#until(() => this.#epoch > 0);
    const targets = world.tree
      .descriptions()
      .map((target) =>
        Target.fromPartial({ ...target, parentId: target.parentId ?? "", status: TargetStatus.AVAILABLE }),
      );
    for (let at = 0; at < targets.length; at += TARGETS_A_MESSAGE) {
      this.#send({ $case: "survey", survey: { targets: targets.slice(at, at + TARGETS_A_MESSAGE) } });
    }
    this.#send({ $case: "position", position: { targetId: "" } });
    this.#send({ $case: "surveyed", surveyed: { parentId: "", final: true } });
    await this.#untilAcquire();
  }

  /** Exposes what was asked for and waits for what follows; timed from the message that ends it. */
  async expose(isTimed: boolean): Promise<void> {
    const directive = this.#directive!;
    const { kind, id: directiveId } = directive;
    if (kind?.$case !== "acquire") throw new Error(`expected shots, got ${kind?.$case}`);
    const outcomes = [];
    for (const { id: shotId, targetId } of kind.acquire.shots) {
      this.#say({ directiveId, shotId, state: ShotState.STARTED, durationSeconds: 0 });
      this.#clock += COMMAND_SECONDS;
      this.#say({ directiveId, shotId, state: ShotState.DONE, durationSeconds: COMMAND_SECONDS });
      outcomes.push({ shotId, ...this.#outcomeOf(targetId) });
    }
    await this.#report(outcomes);
    this.#directive = undefined;
    const from = performance.now();
    this.#completed(directiveId, kind.acquire.shots.length * COMMAND_SECONDS);
    await this.#until(() => this.#directive !== undefined);
    if (isTimed) this.latencies.push(this.#arrivedAt - from);
    await this.#untilAcquire();
  }

  /** Exposes every so many milliseconds until the time is over, beginning at a phase of its own. */
  async play(everyMilliseconds: number, phase: number, until: number): Promise<void> {
    for (let due = performance.now() + phase * everyMilliseconds; due < until; due += everyMilliseconds) {
      await sleep(Math.max(0, due - performance.now()));
      if (this.isOver) return;
      await this.expose(true);
    }
  }

  /** Says that it is there. */
  beat(): void {
    this.#stream.write(
      DriveRequest.fromPartial({
        epoch: this.#epoch,
        ack: this.#ack,
        message: { $case: "heartbeat", heartbeat: { scopeReplyAgeSeconds: 0 } },
      }),
    );
  }

  /** Finishes a session that is over, as the server has asked, and waits until the server has ended the stream. */
  async finish(): Promise<void> {
    this.#completed(this.#directive!.id, 0);
    await this.#until(() => this.#hasEnded);
    this.close();
  }

  close(): void {
    this.#stream.cancel();
  }

  get #sessionKey(): string {
    return this.options.sessionKey ?? this.options.name;
  }

  async #untilAcquire(): Promise<void> {
    for (;;) {
      await this.#until(() => this.#directive !== undefined);
      const { kind, id } = this.#directive!;
      if (kind?.$case === "acquire") return;
      if (kind?.$case === "finish") {
        this.isOver = true;
        return;
      }
      this.#directive = undefined;
      this.#clock += COMMAND_SECONDS;
      this.#completed(id, COMMAND_SECONDS);
    }
  }

  #outcomeOf(target: string): { ctfResolutionAngstrom?: number } {
    const { tree, ctfResolutionAngstrom } = this.options.world;
    const ctf = ctfResolutionAngstrom[tree.row(target)!]!;
    return Number.isNaN(ctf) ? {} : { ctfResolutionAngstrom: ctf };
  }

  #report(outcomes: { readonly shotId: string; readonly ctfResolutionAngstrom?: number }[]): Promise<void> {
    const { results } = this.options;
    const request = ReportRequest.fromPartial({ sessionKey: this.#sessionKey, source: "bench", outcomes });
    return new Promise((resolve, reject) => {
      results.report(request, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  #say(shot: { directiveId: string; shotId: string; state: ShotState; durationSeconds: number }): void {
    this.#send({ $case: "shot", shot });
  }

  #completed(directiveId: string, durationSeconds: number): void {
    this.#send({ $case: "directiveCompleted", directiveCompleted: { directiveId, durationSeconds, phases: [] } });
  }

  #send(message: NonNullable<DriveRequest["message"]>, isHello = false): void {
    const numbers = isHello ? {} : { epoch: this.#epoch, seq: ++this.#seq };
    this.#stream.write(
      DriveRequest.fromPartial({ ...numbers, ack: this.#ack, instrumentSeconds: this.#clock, message } as never),
    );
  }

  #receive({ message, seq, epoch }: DriveResponse): void {
    if (message?.$case === "welcome") this.#epoch = epoch;
    this.#ack = Math.max(this.#ack, seq);
    if (message?.$case === "directive") {
      this.#arrivedAt = performance.now();
      this.#directive = message.directive;
    }
    this.#wake?.();
  }

  #ended(error: Error): void {
    this.#error ??= error;
    this.#wake?.();
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#error !== undefined) throw this.#error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
