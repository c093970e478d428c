import {
  type DriveRequest,
  type DriveResponse,
  type Hello,
  Welcome,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { InstrumentClock } from "../instrument-clock.js";
import { Collector, type CollectorOptions } from "./collector.js";
import { Exchange, SequenceGap } from "./exchange.js";
import { invalid, unexpected } from "./protocol-error.js";

/** The driver's present stream. */
export interface DriverStream {
  send(response: DriveResponse): void;
  /** Ends the stream because a newer one took over. */
  supersede(epoch: number): void;
  /** Ends the stream because the session is over. */
  end(): void;
}

/**
 * One session's exchange with its driver: epochs, numbers and acknowledgements around a {@link Collector}. It
 * outlives streams; a driver that comes back with the same key goes on where it was.
 */
export class CollectionSession {
  readonly collector: Collector;
  readonly #clock = new InstrumentClock();
  readonly #exchange = new Exchange<DriveResponse>();
  #epoch = 0;
  #stream: DriverStream | undefined;

  constructor(options: Omit<CollectorOptions, "clock" | "send">) {
    this.collector = new Collector({ ...options, clock: this.#clock, send: (message) => this.#send(message) });
  }

  /** A stream says hello. @returns the stream's epoch */
  connect(hello: Hello, ack: number, stream: DriverStream): number {
    if (hello.capabilities?.acquire !== true) {
      throw unexpected("hello.capabilities.acquire is false; expected a driver that can expose");
    }
    this.#acknowledge(ack);
    this.#epoch++;
    this.#stream?.supersede(this.#epoch);
    this.#stream = stream;
    const lastSeq = this.#exchange.lastReceived;
    this.#sendUnnumbered({ $case: "welcome", welcome: Welcome.create({ epoch: this.#epoch, lastSeq }) });
    for (const response of this.#exchange.unacknowledged())
      stream.send({ ...response, epoch: this.#epoch, ack: lastSeq });
    if (this.collector.isOver) stream.end();
    return this.#epoch;
  }

  /** The stream of an epoch is gone; a later one may come. */
  disconnect(epoch: number): void {
    if (epoch === this.#epoch) this.#stream = undefined;
  }

  /** Takes one message in. @throws ProtocolError saying what was expected */
  receive(request: DriveRequest): void {
    if (request.epoch !== this.#epoch) throw unexpected(`epoch ${request.epoch} is over; expected ${this.#epoch}`);
    if (!Number.isFinite(request.instrumentSeconds) || request.instrumentSeconds < 0) {
      throw invalid(`instrument_seconds is ${request.instrumentSeconds}; expected a finite number of at least 0`);
    }
    const { message } = request;
    if (message === undefined)
      throw invalid("the message has no body that this server knows; expected one of DriveRequest.message");
    if (message.$case === "hello") throw unexpected("hello came a second time on this stream; expected it once");
    this.#acknowledge(request.ack);
    if (!this.#accept(request.seq)) {
      this.#sendUnnumbered(undefined);
      return;
    }
    this.#clock.observe(request.instrumentSeconds);
    const sent = this.#exchange.lastSent;
    try {
      this.#handle(message);
    } catch (error) {
      this.#exchange.refused();
      throw error;
    }
    if (this.#exchange.lastSent === sent) this.#sendUnnumbered(undefined);
    if (this.collector.isOver) this.#stream?.end();
  }

  #handle(message: Exclude<NonNullable<DriveRequest["message"]>, { $case: "hello" }>): void {
    const { collector } = this;
    switch (message.$case) {
      case "survey":
        collector.survey(message.survey.targets);
        return;
      case "surveyed":
        collector.surveyComplete(message.surveyed.parentId);
        return;
      case "position":
        collector.position(message.position.targetId);
        return;
      case "directiveAcknowledged":
        collector.acknowledged(message.directiveAcknowledged.directiveId);
        return;
      case "directiveRejected":
        collector.rejected(message.directiveRejected.directiveId, message.directiveRejected.detail);
        return;
      case "shot":
        collector.shot(message.shot);
        return;
      case "directiveCompleted":
        collector.completed(message.directiveCompleted.directiveId, message.directiveCompleted.durationSeconds);
        return;
      case "directiveFailed":
        collector.failed(message.directiveFailed);
        return;
      case "halted":
        collector.halted();
        return;
    }
  }

  #accept(seq: number): boolean {
    try {
      return this.#exchange.accept(seq);
    } catch (error) {
      if (error instanceof SequenceGap) throw unexpected(error.message);
      throw error;
    }
  }

  #acknowledge(ack: number): void {
    try {
      this.#exchange.acknowledged(ack);
    } catch (error) {
      if (error instanceof RangeError) throw unexpected(error.message);
      throw error;
    }
  }

  #send(message: NonNullable<DriveResponse["message"]>): void {
    const response = this.#exchange.number((seq) => ({
      epoch: this.#epoch,
      seq,
      ack: this.#exchange.lastReceived,
      message,
    }));
    this.#stream?.send(response);
  }

  #sendUnnumbered(message: DriveResponse["message"]): void {
    this.#stream?.send({ epoch: this.#epoch, seq: 0, ack: this.#exchange.lastReceived, message });
  }
}
