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
      this.#keep(event);
      if (event.$case === "fault" && state.facts.get("leftAs") !== undefined) state.facts.set("faultSince", true);
      if (event.$case === "targetChanged" && event.targetChanged.target !== undefined)
        state.targets.add([event.targetChanged.target]);
      const target = event.$case === "targetWithdrawn" ? state.targets.get(event.targetWithdrawn.targetId) : undefined;
      if (target !== undefined) state.targets.add([{ ...target, status: TargetStatus.SPENT }]);
    });
  }

  /** Whether the server knows it: what a process before this one told of, or the end of what it never heard of. */
  #isKnown(event: InstrumentEvent): boolean {
    const { facts } = this.context.state;
    const told = facts.get("faults") ?? {};
    if (event.$case === "ready") return facts.get("busyWith")?.includes(event.ready.kind) !== true;
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
  #keep(event: InstrumentEvent): void {
    const { facts, messages } = this.context.state;
    const busyWith = facts.get("busyWith") ?? [];
    if (event.$case === "busy") facts.set("busyWith", [...busyWith, event.busy.kind]);
    if (event.$case === "ready")
      facts.set(
        "busyWith",
        busyWith.filter((kind) => kind !== event.ready.kind),
      );
    const told = facts.get("faults") ?? {};
    if (event.$case === "fault") facts.set("faults", { ...told, [event.fault.id]: messages.lastSent });
    if (event.$case !== "faultCleared") return;
    const { [event.faultCleared.id]: _, ...others } = told;
    facts.set("faults", others);
  }
}
