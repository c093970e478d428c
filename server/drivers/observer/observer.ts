import { Capabilities } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { InstrumentClock } from "../../instrument-clock.js";
import { type Described, type Evidence, type Instrument, InstrumentError } from "../instrument.js";
import { StoppedError } from "../library/driver-context.js";
import { realTime, type Timekeeper } from "../library/timekeeper.js";
import type { ObserverMemory } from "../observation.js";
import { toTargets } from "../target-finders/to-targets.js";
import { LookOn } from "./look-on.js";
import type { ObserverOptions } from "./options.js";
import { Reach } from "./reach.js";

/**
 * An instrument that commands nothing: it reads the files that a facility's own software writes, and tells what that found,
 * moved and exposed. The session's clock is that of the files.
 */
export class Observer implements Instrument {
  readonly capabilities = Capabilities.fromPartial({ halt: true });
  readonly clock = new InstrumentClock();
  #isClosed = false;
  #callOff: () => void = () => {};

  constructor(
    readonly options: ObserverOptions,
    readonly time: Timekeeper = realTime,
  ) {}

  /** The grids alone; what is on them is told as it is seen. */
  async describe(): Promise<Described> {
    const { navigators, frames, names, epu } = this.options;
    const grids = new Set([...navigators, ...frames, ...names, ...epu].map(({ grid }) => grid));
    const targets = toTargets(
      [...grids].map((id) => ({ id, parentId: "", level: 1 as const, name: id, features: {} })),
    );
    return { targets, placeTargetId: "" };
  }

  observe(memory: ObserverMemory): void {
    const { time, options } = this;
    const nowSeconds = () => time.nowSeconds();
    const reach = new Reach(options.unreachable_seconds, nowSeconds, memory);
    const clock = (seconds: number) => this.clock.observe(seconds);
    const look = new LookOn(options, { memory, reach, clock, nowSeconds });
    const again = async () => {
      try {
        await look.poll();
      } catch (error) {
        // What could not be told ends the driver; whatever else goes wrong, it looks again.
        if (error instanceof StoppedError) return;
        if (!this.#isClosed) memory.log.error({ err: error }, "a look at the files failed");
      }
      if (!this.#isClosed) this.#callOff = time.after(options.poll_seconds, () => void again());
    };
    void again();
  }

  loadGrid = refuse;
  goToSquare = refuse;
  goToGroup = refuse;
  expose = refuse;
  readPosition = refuse;
  loadedSlot = refuse;
  opticalState = refuse;
  blank = refuse;
  safeState = refuse;
  makeReady = refuse;

  async isIdle(): Promise<boolean> {
    return true;
  }

  async evidence(): Promise<Evidence> {
    return "unreachable";
  }

  close(): void {
    this.#isClosed = true;
    this.#callOff();
  }
}

async function refuse(): Promise<never> {
  throw new InstrumentError("an observer commands nothing and reads nothing from the microscope", true);
}
