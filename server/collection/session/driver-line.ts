import type { DriveResponse } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { CollectionCore } from "../core/collection-core.js";
import type { ProtocolError } from "../protocol-error.js";
import type { DriverStream } from "./driver-stream.js";

/** A session's line to its driver: the stream that there is by now, and what of the driver's is safe in the journal. */
export class DriverLine {
  #stream: DriverStream | undefined;
  /** Has said hello, and is welcomed once that is safe. */
  #coming: DriverStream | undefined;
  #received = 0;
  /** The last epoch in which this process has heard of the driver; 0 if none. */
  heardEpoch = 0;
  /** When the microscope last answered, as the last heartbeat had it, on the monotonic clock; undefined without a driver. */
  repliedAt: number | undefined;

  constructor(readonly core: CollectionCore) {}

  get isConnected(): boolean {
    return this.#stream !== undefined || this.#coming !== undefined;
  }

  /** A driver is connected, and has said something since. */
  get isAtWork(): boolean {
    const { core } = this;
    return this.isConnected && this.heardEpoch === core.epoch && core.exchange.lastReceived > 0;
  }

  /** Another stream takes the place of those before it. @param over what they are told */
  come(stream: DriverStream, over: ProtocolError): void {
    this.refuse(over);
    this.#coming = stream;
  }

  /** The hello of a stream is safe. @returns false if another one has come meanwhile */
  open(stream: DriverStream): boolean {
    if (this.#coming !== stream) return false;
    this.#stream = stream;
    this.#coming = undefined;
    return true;
  }

  /** The stream is gone. */
  leave(): void {
    this.#stream = undefined;
    this.#coming = undefined;
    this.repliedAt = undefined;
  }

  /** Ends all streams. */
  refuse(error: ProtocolError): void {
    for (const stream of [this.#stream, this.#coming]) stream?.refuse(error);
    this.leave();
  }

  /** Messages up to this one are safe. */
  committed(seq: number): void {
    this.#received = Math.max(this.#received, seq);
  }

  /** Sends something, with what is safe by now. */
  send(response: DriveResponse): void {
    this.#stream?.send({ ...response, epoch: this.core.epoch, ack: this.#received });
  }

  /** A message that says nothing but what is safe in the journal. */
  get acknowledgement(): DriveResponse {
    return { epoch: this.core.epoch, seq: 0, ack: this.#received, message: undefined };
  }

  acknowledge(): void {
    this.#stream?.send(this.acknowledgement);
  }

  /** Ends the stream once all that came in is acknowledged; several messages may have come in together. */
  endIfOver(): void {
    if (this.core.events.closed && this.#received >= this.core.exchange.lastReceived) this.#stream?.end();
  }
}
