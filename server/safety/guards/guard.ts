import type { z } from "zod";
import type { GuardEvent } from "./guard-event.js";

/** How urgent an alarm is: good to know; to be looked at within the day; nothing goes on until somebody looks. */
export type AlarmSeverity = "info" | "warning" | "critical";

/** What kind of alarm a code stands for. */
export interface AlarmKind {
  readonly severity: AlarmSeverity;
  /** The session pauses until an operator resumes it. */
  readonly pauses: boolean;
  /** What it means, in one line. */
  readonly meaning: string;
}

/** What a guard says of one condition after an event. Said again, it changes nothing. */
export interface Finding<Code extends string = string> {
  readonly code: Code;
  /** What it is about, where several can hold at once, such as a fault's id; cleared without one: all of the code. */
  readonly subject?: string;
  /** One sentence for a person if it holds; absent if it does not hold any more. */
  readonly text?: string;
}

export interface GuardStep<State, Code extends string> {
  readonly state: State;
  readonly findings?: readonly Finding<Code>[];
}

/**
 * Watches one thing. `reduce` is pure and its state is JSON, so that a replay of the journal gives the same. What lies
 * between the threshold that raises an alarm and the one that clears it has no finding: it stays as it is.
 */
export interface Guard<State, Code extends string, Shape extends z.ZodRawShape> {
  readonly name: string;
  readonly summary: string;
  /** Every code that it may find. */
  readonly alarms: Readonly<Record<Code, AlarmKind>>;
  /** Its keys of the thresholds' file, with defaults. */
  readonly thresholds: Shape;
  readonly initial: State;
  /** @param now seconds, from an origin of the session's own, never falling: not by the server's clock where that is set */
  reduce(
    state: State,
    event: GuardEvent,
    now: number,
    thresholds: z.output<z.ZodObject<Shape>>,
  ): GuardStep<State, Code>;
  /** Why nothing may be exposed yet; undefined if it may. */
  blocksExposure?(state: State): string | undefined;
}

/** Gives a guard its types. */
export function defineGuard<State, Code extends string, Shape extends z.ZodRawShape>(
  guard: Guard<State, Code, Shape>,
): Guard<State, Code, Shape> {
  return guard;
}
