import { BusyKind } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { InstrumentClock } from "../../instrument-clock.js";
import type { MicroscopeEvent } from "../../microscope/commands.js";
import { MicroscopeClient, MicroscopeError, type MicroscopeRequest } from "../../microscope/microscope-client.js";
import { InstrumentError, type InstrumentEvent } from "../instrument.js";

/** A connection that is made when there is something to ask, and made again when it broke. */
export class Link {
  readonly listeners: ((event: InstrumentEvent) => void)[] = [];
  #client: Promise<MicroscopeClient> | undefined;
  #isBusy = false;

  constructor(
    readonly port: number,
    readonly clock: InstrumentClock,
  ) {}

  /** Makes the connection, by which nothing is sent. */
  async open(): Promise<MicroscopeClient> {
    if ((await this.#client?.catch(() => undefined))?.isClosed !== false) this.#client = this.#connect();
    return this.#client!.catch(raise);
  }

  async request(command: MicroscopeRequest) {
    const client = await this.open();
    return client.request(command).catch(raise);
  }

  close(): void {
    void this.#client?.then((client) => client.close()).catch(() => {});
  }

  #connect(): Promise<MicroscopeClient> {
    return MicroscopeClient.connect(this.port, {
      clock: this.clock,
      heard: (event) => this.#hear(event),
      // A microscope that is gone says nothing of being ready: what it is asked next shows whether it is.
      closed: () => {
        if (this.#isBusy) this.#hear({ event: "ready", what: "refill", expectedSeconds: 0 });
      },
    });
  }

  #hear(event: MicroscopeEvent): void {
    if (event.event === "busy" || event.event === "ready") this.#isBusy = event.event === "busy";
    for (const listener of this.listeners) listener(toEvent(event));
  }
}

function raise(error: unknown): never {
  if (error instanceof MicroscopeError) throw new InstrumentError(error.message, error.refused);
  throw error;
}

function toEvent(event: MicroscopeEvent): InstrumentEvent {
  switch (event.event) {
    case "busy":
      return { $case: "busy", busy: { kind: BusyKind.REFILL, expectedSeconds: event.expectedSeconds } };
    case "ready":
      return { $case: "ready", ready: { kind: BusyKind.REFILL } };
    case "fault":
      return { $case: "fault", fault: { id: event.name, detail: event.detail } };
    case "fault-cleared":
      return { $case: "faultCleared", faultCleared: { id: event.name } };
  }
}
