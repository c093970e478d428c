import { z } from "zod";
import clockSkew from "./clock-skew.js";
import columnValves from "./column-valves.js";
import dewar from "./dewar.js";
import driver from "./driver.js";
import failures from "./failures.js";
import faults from "./faults.js";
import type { AlarmKind, GuardStep } from "./guard.js";
import type { GuardEvent } from "./guard-event.js";
import inventory from "./inventory.js";
import lowCounts from "./low-counts.js";
import movieDisk from "./movie-disk.js";
import policy from "./policy.js";
import results from "./results.js";
import stops from "./stops.js";

const list = [
  inventory,
  lowCounts,
  columnValves,
  failures,
  results,
  movieDisk,
  dewar,
  clockSkew,
  faults,
  driver,
  policy,
  stops,
] as const;

/** When guards raise alarms, as a YAML file says it; what is left out has a default. Each key is explained beside its guard. */
export const guardsSchema = z
  .strictObject({
    ...inventory.thresholds,
    ...lowCounts.thresholds,
    ...failures.thresholds,
    ...results.thresholds,
    ...movieDisk.thresholds,
    ...dewar.thresholds,
    ...clockSkew.thresholds,
    ...faults.thresholds,
    ...driver.thresholds,
  })
  .refine((given) => given.low_counts_clear_fraction >= given.low_counts_fraction, {
    path: ["low_counts_clear_fraction"],
    message: "it is below low_counts_fraction",
  });

export type GuardThresholds = z.output<typeof guardsSchema>;

type CodeOf<G> = G extends { readonly alarms: Readonly<Record<infer Code, AlarmKind>> } ? Code : never;

/** Every code that a guard may raise. */
export type AlarmCode = CodeOf<(typeof list)[number]>;

/** What each code stands for. */
export const alarmKinds = Object.assign({}, ...list.map(({ alarms }) => alarms)) as Readonly<
  Record<AlarmCode, AlarmKind>
>;

/** A guard of any state. */
export interface AnyGuard {
  readonly name: string;
  readonly summary: string;
  readonly alarms: Readonly<Record<string, AlarmKind>>;
  readonly initial: unknown;
  reduce(state: unknown, event: GuardEvent, now: number, thresholds: GuardThresholds): GuardStep<unknown, AlarmCode>;
  blocksExposure?(state: unknown): string | undefined;
}

/** All guards. A new one is a file of this folder, a line here, and a line for each of its codes in docs/safety.md. */
export const guards = list as unknown as readonly AnyGuard[];
