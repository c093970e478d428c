import type { Alarm } from "../../../server/safety/alarm.js";
import type { GuardEvent } from "../../../server/safety/guards/guard-event.js";
import { guardsSchema } from "../../../server/safety/guards/index.js";
import { type GuardsState, initialGuards, reduceGuards } from "../../../server/safety/reduce-guards.js";

/** Guards with thresholds of a test's own, and what they said. */
export class GuardRun {
  state: GuardsState = initialGuards;
  now = 1_700_000_000;
  readonly alarms: Alarm[] = [];
  readonly #thresholds;

  constructor(thresholds: object = {}) {
    this.#thresholds = guardsSchema.parse(thresholds);
  }

  /** What an event raised and cleared, such as `+no_results` and `-no_results`. */
  on(event: GuardEvent, afterSeconds = 0): string[] {
    this.now += afterSeconds;
    const { state, alarms } = reduceGuards(this.state, event, this.now, this.#thresholds);
    this.state = state;
    this.alarms.push(...alarms);
    return alarms.map(
      ({ code, cleared, subject }) => `${cleared ? "-" : "+"}${code}${subject === undefined ? "" : `:${subject}`}`,
    );
  }

  tick(afterSeconds: number): string[] {
    return this.on({ kind: "tick" }, afterSeconds);
  }
}

export const optics = {
  kind: "optics",
  magnification: 105_000,
  spotSize: 4,
  columnValvesOpen: true,
} as const satisfies GuardEvent;

export const exposed = { kind: "shot", end: "done" } as const satisfies GuardEvent;

export function image(meanCounts: number, imageKind: "exposure" | "square" = "exposure"): GuardEvent {
  return { kind: "image", imageKind, target: "h", meanCounts };
}

export function tile(target: string, correlationWithAtlas: number): GuardEvent {
  return { kind: "image", imageKind: "atlas", target, meanCounts: 100, correlationWithAtlas };
}

export function inventory(...grids: readonly string[]): GuardEvent {
  const slots = grids.map((grid, i) => ({
    number: i + 1,
    occupancy: grid === "" ? ("empty" as const) : ("occupied" as const),
    grid,
  }));
  return { kind: "inventory", slots };
}
