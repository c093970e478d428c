import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  BusyKind,
  Capabilities,
  OpticalState,
  type Slot,
  SlotOccupancy,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type Target, TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import { InstrumentClock } from "../../instrument-clock.js";
import type { ListedTarget, MicroscopeEvent } from "../../microscope/commands.js";
import { MicroscopeClient, MicroscopeError, type MicroscopeRequest } from "../../microscope/microscope-client.js";
import { type DriverKind, InstrumentError, type InstrumentEvent } from "../instrument.js";

const options = z.strictObject({
  port: z.int().min(1).max(65_535),
  /** Folder in which movies appear, named by their shots; without it nothing is evident. */
  movies: z.string().min(1).optional(),
  /** Whether grids and squares are surveyed on directives or, by default, all before the first one. */
  surveys: z.enum(["complete", "on-demand"]).optional(),
});

const kind: DriverKind<typeof options> = {
  name: "simulated",
  summary: "drives the simulated microscope over its local socket",
  options,
  async connect({ port, movies, surveys }) {
    const clock = new InstrumentClock();
    const link = new Link(port, clock);
    await link.open();
    const request = (command: MicroscopeRequest) => link.request(command);
    const took = async (command: MicroscopeRequest) => {
      const { durationSeconds, phases = [] } = await request(command);
      return { durationSeconds, phases };
    };
    const survey = async (target: string) => {
      const { durationSeconds, phases = [], targets = [] } = await request({ command: "survey", target });
      return { durationSeconds, phases, targets: targets.map(toMessage) };
    };
    const move = (target: string) => took({ command: "move", target });
    const tell = async (command: "blank" | "safe-state" | "make-ready" | "abort") => {
      await request({ command });
    };
    return {
      capabilities: Capabilities.fromPartial({
        load: true,
        acquire: true,
        halt: true,
        abort: true,
        survey: surveys === "on-demand",
      }),
      clock,
      async describe() {
        const { targets = [], place = "" } = await request({ command: "describe" });
        return { targets: targets.map(toMessage), placeTargetId: place, slots: slotsOf(targets) };
      },
      loadGrid: move,
      goToSquare: move,
      goToGroup: move,
      surveyGrid: survey,
      surveySquare: survey,
      expose: (target, shotId) => took({ command: "expose", target, shotId }),
      async readPosition() {
        const { target, xMicrometers, yMicrometers, zMicrometers, tiltDegrees } = (
          await request({ command: "position" })
        ).position!;
        const at =
          xMicrometers === undefined || yMicrometers === undefined
            ? {}
            : { stageXMicrometers: xMicrometers, stageYMicrometers: yMicrometers };
        return {
          ...(target === undefined ? {} : { targetId: target }),
          ...at,
          stageZMicrometers: zMicrometers,
          tiltDegrees,
        };
      },
      async loadedSlot() {
        const { slot, target } = (await request({ command: "loaded" })).loaded!;
        return { slot, targetId: target };
      },
      async opticalState() {
        const { magnification, spotSize, valvesOpen, blanked } = (await request({ command: "optics" })).optics!;
        return OpticalState.fromPartial({
          magnification,
          spotSize,
          columnValvesOpen: valvesOpen,
          beamBlanked: blanked,
        });
      },
      async isIdle() {
        return (await request({ command: "idle" })).idle === true;
      },
      async evidence(shotId) {
        if (movies === undefined || !existsSync(movies)) return "unreachable";
        return existsSync(join(movies, `${shotId}.json`)) ? "done" : "absent";
      },
      blank: () => tell("blank"),
      safeState: () => tell("safe-state"),
      makeReady: () => tell("make-ready"),
      abort: () => tell("abort"),
      listen: (listener) => link.listeners.push(listener),
      close: () => link.close(),
    };
  },
};

export default kind;

/** A connection that is made when there is something to ask, and made again when it broke. */
class Link {
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

function slotsOf(targets: readonly ListedTarget[]): Slot[] {
  const grids = targets.filter(({ level }) => level === 1);
  return grids.map(({ id, name }, i) => ({
    number: i + 1,
    occupancy: SlotOccupancy.OCCUPIED,
    name,
    targetId: id,
  }));
}

function toMessage({ spent, ...target }: ListedTarget): Target {
  return {
    ...target,
    parentId: target.parentId ?? "",
    imageXPixels: target.imageXPixels,
    imageYPixels: target.imageYPixels,
    stageXMicrometers: target.stageXMicrometers,
    stageYMicrometers: target.stageYMicrometers,
    features: { ...target.features },
    status: spent ? TargetStatus.SPENT : TargetStatus.AVAILABLE,
  };
}
