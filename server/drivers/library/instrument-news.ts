import { TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type { InstrumentEvent } from "../instrument.js";
import type { DriverContext } from "./driver-context.js";

/** Passes on what the instrument says by itself, and keeps what of it the driver has to go by. */
export class InstrumentNews {
  readonly #faults = new Set<string>();

  constructor(readonly context: DriverContext) {}

  /** Whether the instrument has a fault now. */
  get hasFault(): boolean {
    return this.#faults.size > 0;
  }

  hear(event: InstrumentEvent): void {
    const { state, busyness, commit } = this.context;
    switch (event.$case) {
      case "busy":
        busyness.began(event.busy.kind);
        break;
      case "ready":
        busyness.ended(event.ready.kind);
        break;
      case "fault":
        this.#faults.add(event.fault.id);
        break;
      case "faultCleared":
        this.#faults.delete(event.faultCleared.id);
        break;
    }
    commit((say) => {
      say(event);
      if (event.$case === "fault" && state.facts.get("leftAs") !== undefined) state.facts.set("faultSince", true);
      if (event.$case === "targetChanged" && event.targetChanged.target !== undefined)
        state.targets.add([event.targetChanged.target]);
      const target = event.$case === "targetWithdrawn" ? state.targets.get(event.targetWithdrawn.targetId) : undefined;
      if (target !== undefined) state.targets.add([{ ...target, status: TargetStatus.SPENT }]);
    });
  }
}
