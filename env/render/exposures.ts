import type { SessionEvent } from "../session/session-recorder.js";
import type { TargetTree } from "../tree/target-tree.js";
import { type HoleState, resultState } from "./hole-state.js";

/** One exposure of a session. */
export interface Exposure {
  /** 1-based, in the order of the session. */
  readonly number: number;
  readonly hole: number;
  /** At its end. */
  readonly atSeconds: number;
  readonly state: HoleState;
  /** NaN where not measured. */
  readonly ctfResolutionAngstrom: number;
}

/** A session's exposures in their order, each with its result; holes that the tree lacks are left out. */
export function exposures(tree: TargetTree, events: readonly SessionEvent[]): Exposure[] {
  const found: Exposure[] = [];
  const indexOf = new Map<string, number>();
  for (const event of events) {
    if (event.kind === "exposed") {
      const hole = tree.row(event.target);
      if (hole === undefined) continue;
      indexOf.set(event.target, found.length);
      found.push({
        number: found.length + 1,
        hole,
        atSeconds: event.atSeconds,
        state: "pending",
        ctfResolutionAngstrom: Number.NaN,
      });
    } else if (event.kind === "resulted") {
      const i = indexOf.get(event.target);
      if (i === undefined) continue;
      const { ctfResolutionAngstrom, failed } = event.outcome;
      found[i] = { ...found[i]!, state: resultState(event.good, failed), ctfResolutionAngstrom };
    }
  }
  return found;
}
