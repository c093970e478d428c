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
    if (event.$case === "busy") busyness.began(event.busy.kind);
    if (event.$case === "ready") busyness.ended(event.ready.kind);
    if (this.#isKnown(event)) return;
    commit((say) => {
      say(event);
      this.#keepFault(event);
      if (event.$case === "fault" && state.facts.get("leftAs") !== undefined) state.facts.set("faultSince", true);
      if (event.$case === "targetChanged" && event.targetChanged.target !== undefined)
        state.targets.add([event.targetChanged.target]);
      const target = event.$case === "targetWithdrawn" ? state.targets.get(event.targetWithdrawn.targetId) : undefined;
      if (target !== undefined) state.targets.add([{ ...target, status: TargetStatus.SPENT }]);
    });
  }

  /** Whether the server knows it: a fault that a process before this one told of, or the end of one that it never heard of. */
  #isKnown(event: InstrumentEvent): boolean {
    const told = this.context.state.facts.get("faults") ?? {};
    if (event.$case === "fault") {
      const isFirst = !this.#faults.has(event.fault.id);
      this.#faults.add(event.fault.id);
      return isFirst && told[event.fault.id] !== undefined;
    }
    if (event.$case !== "faultCleared") return false;
    this.#faults.delete(event.faultCleared.id);
    return told[event.faultCleared.id] === undefined;
  }

  /** Within a commit, once it was said. */
  #keepFault(event: InstrumentEvent): void {
    const { facts, messages } = this.context.state;
    const told = facts.get("faults") ?? {};
    if (event.$case === "fault") facts.set("faults", { ...told, [event.fault.id]: messages.lastSent });
    if (event.$case !== "faultCleared") return;
    const { [event.faultCleared.id]: _, ...others } = told;
    facts.set("faults", others);
  }
}
