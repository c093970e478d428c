import { isDeepStrictEqual } from "node:util";
import type { TargetDescription } from "../../../env/tree/target-description.js";
import type { Directive } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Alarm } from "../../safety/alarm.js";
import { checkDirective } from "../../safety/check-directive.js";
import type { GuardEvent } from "../../safety/guards/guard-event.js";
import { type GuardThresholds, guardsSchema } from "../../safety/guards/index.js";
import { type Limits, limitsSchema } from "../../safety/limits.js";
import { blocksExposure, type GuardsState, initialGuards, reduceGuards } from "../../safety/reduce-guards.js";
import { noSafetyFacts, reduceSafetyFacts, type SafetyEvent, type SafetyFacts } from "../../safety/safety-facts.js";

/** What keeps a session's instrument safe, as plain JSON. */
export interface SessionSafetyState {
  readonly facts: SafetyFacts;
  readonly guards: GuardsState;
  readonly settings: SafetySettings;
}

/** What a server's configuration says of it. */
export interface SafetySettings {
  readonly limits: Limits;
  readonly thresholds: GuardThresholds;
}

/** Nothing but what always holds. */
export const defaultSafety: SafetySettings = { limits: limitsSchema.parse({}), thresholds: guardsSchema.parse({}) };

/** A session's ring of safety: what it has seen, and what that forbids or calls for. */
export class SessionSafety {
  #state: SessionSafetyState;

  constructor(settings: SafetySettings) {
    this.#state = { facts: noSafetyFacts, guards: initialGuards, settings };
  }

  get settings(): SafetySettings {
    return this.#state.settings;
  }

  set settings(settings: SafetySettings) {
    this.#state = { ...this.#state, settings };
  }

  get state(): SessionSafetyState {
    return this.#state;
  }

  restore(state: SessionSafetyState): void {
    this.#state = state;
  }

  /** Something that limits go by has happened. */
  saw(event: SafetyEvent): void {
    this.#state = { ...this.#state, facts: reduceSafetyFacts(this.#state.facts, event) };
  }

  /** Targets were found, or are others now. */
  found(targets: readonly TargetDescription[]): void {
    const known = targets.map(({ id, parentId, level, name, stageXMicrometers, stageYMicrometers }) => [
      id,
      {
        level,
        name,
        ...(parentId !== undefined && { parent: parentId }),
        ...(stageXMicrometers !== undefined && { stageXMicrometers }),
        ...(stageYMicrometers !== undefined && { stageYMicrometers }),
      },
    ]);
    this.saw({ kind: "targets", targets: Object.fromEntries(known) });
  }

  /** What a directive would break, a sentence each; nothing if it may be sent. */
  check(
    directive: Pick<Directive, "kind" | "expectedSeconds">,
    clockSeconds: number,
    nowMilliseconds: number,
  ): readonly string[] {
    const now = new Date(nowMilliseconds);
    this.saw({ kind: "time", clockSeconds, localMinutes: 60 * now.getHours() + now.getMinutes() });
    const broken = checkDirective(this.settings.limits, this.#state.facts, directive);
    return broken.map(({ rule, text }) => `${rule}: ${text}`);
  }

  /** Why nothing may be exposed yet; undefined if it may. */
  get blocksExposure(): string | undefined {
    return blocksExposure(this.#state.guards);
  }

  /** What guards make of an event. */
  guard(event: GuardEvent, nowMilliseconds: number): readonly Alarm[] {
    const { state, alarms } = this.#reduce(event, nowMilliseconds);
    this.#state = { ...this.#state, guards: state };
    return alarms;
  }

  /** Whether an event would be news to the guards: calls for an alarm, or is what one may be called for later. */
  isNews(event: GuardEvent, nowMilliseconds: number): boolean {
    const { state, alarms } = this.#reduce(event, nowMilliseconds);
    if (alarms.length > 0) return true;
    return event.kind === "disconnected" && !isDeepStrictEqual(state.states, this.#state.guards.states);
  }

  #reduce(event: GuardEvent, nowMilliseconds: number) {
    return reduceGuards(this.#state.guards, event, nowMilliseconds / 1000, this.settings.thresholds);
  }
}
