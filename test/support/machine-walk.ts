import fc from "fast-check";
import type { CollectionEffect, CollectionEvent } from "../../server/collection/machine/collection-event.js";
import {
  type CollectionState,
  type Hold,
  initialState,
  type Mode,
  modes,
  needsOperator,
} from "../../server/collection/machine/collection-state.js";
import type { Rule } from "../../server/collection/machine/rules.js";
import { transition } from "../../server/collection/machine/transition.js";
import type { PlannedDirective } from "../../server/collection/model/planned-directive.js";

/** What one event that came from outside led to. */
export interface Step {
  readonly before: CollectionState;
  readonly event: CollectionEvent;
  readonly after: CollectionState;
  /** Those of the event and of what was answered at once, in order. */
  readonly effects: readonly CollectionEffect[];
  readonly rules: readonly Rule[];
}

const loads: PlannedDirective = { kind: "loadGrid", target: "g" };
const exposes: PlannedDirective = { kind: "acquire", group: "p", holes: ["h"] };
const busy: Hold = { kind: "busy", id: "refill", text: "busy" };
const fault: Hold = { kind: "fault", id: "f", text: "fault" };
const pause: Hold = { kind: "pause", id: "operator", text: "pause" };
const reasons = { sentence: "", numbers: {} };

/** A decision of the session's last number. */
export function decided(
  number: number,
  goal: "acquire" | "stop" | "wait",
  plan: readonly PlannedDirective[] = goal === "acquire" ? [loads, exposes] : [],
): CollectionEvent {
  return { kind: "decided", number, plan, goal, waitSeconds: 5, ...reasons };
}

/** What is about what a session waits for; without it nothing goes on. */
function awaited({ name, surveyed, decisions, directive, proposal, halt, holds }: CollectionState): CollectionEvent[] {
  const events: CollectionEvent[] = [];
  if (!surveyed) events.push({ kind: "surveyed" });
  if (name === "deciding") {
    events.push(decided(decisions, "acquire"), decided(decisions, "acquire"), decided(decisions, "acquire", []));
    events.push(decided(decisions, "stop"), decided(decisions, "wait"));
  }
  if (directive !== null) {
    const detail = "d";
    events.push({ kind: "completed" }, { kind: "failed", category: "transient", detail });
    events.push({ kind: "failed", category: "transient", detail }, { kind: "rejected", reason: "expired", detail });
    for (const reason of ["invalidTarget", "limit", "halted"] as const) {
      events.push({ kind: "rejected", reason, detail });
    }
    for (const category of ["targetUnusable", "hardware"] as const) events.push({ kind: "failed", category, detail });
    for (const clean of [true, false]) events.push({ kind: "reconciled", clean, detail });
  }
  if (proposal !== null) events.push({ kind: "approved" }, { kind: "amended", plan: [exposes] });
  if (name === "waiting") events.push({ kind: "woken", decision: decisions });
  if (name === "directed") events.push({ kind: "halt", reason: "smoke" });
  if (halt === null && holds.length > 0) events.push({ kind: "resume", haltId: "" });
  for (const hold of holds) if (!needsOperator(hold)) events.push({ kind: "released", hold });
  if (halt !== null) events.push({ kind: "resume", haltId: halt.id }, { kind: "resumed" });
  return events;
}

/** All that can come from outside in a state, what the core lets through; what is awaited more often. */
export function eventsIn(state: CollectionState): readonly CollectionEvent[] {
  const { name, decisions, mode, proposal, halt } = state;
  const always: CollectionEvent[] = [
    { kind: "informed" },
    { kind: "woken", decision: decisions - 1 },
    { kind: "held", hold: busy, stopsDriver: false },
    { kind: "released", hold: busy },
    decided(decisions - 1, "acquire"),
    { kind: "undecided", number: decisions - 1, text: "late" },
  ];
  if (name === "finished") return always;
  const likely = awaited(state);
  const rare: CollectionEvent[] = [
    ...modes.map((wanted) => ({ kind: "setMode", mode: wanted }) as const),
    { kind: "held", hold: fault, stopsDriver: false },
    { kind: "held", hold: pause, stopsDriver: true },
    { kind: "released", hold: fault },
    ...unruly(state),
  ];
  if (name !== "directed" && name !== "finishing") rare.push({ kind: "abandon", reason: "over" });
  if (name === "deciding") rare.push({ kind: "undecided", number: decisions, text: "none" });
  if (proposal !== null) rare.push({ kind: "amended", plan: [] });
  if ((mode === "advise" || mode === "autonomous") && halt === null) {
    rare.push({ kind: "wish", target: "a", first: true }, { kind: "wish", target: "b", first: false });
  }
  return [...Array.from({ length: 6 }, () => likely).flat(), ...always, ...rare];
}

/** What comes at any time, and what nobody should send. */
function unruly({ halts }: CollectionState): CollectionEvent[] {
  return [
    { kind: "halt", reason: "smoke" },
    { kind: "halted", haltId: "" },
    { kind: "resumed" },
    { kind: "forgotten" },
    { kind: "resume", haltId: `halt-${halts + 7}` },
  ];
}

/** What is answered to effects at once, as the core does. */
function answerTo(effect: CollectionEffect, draw: number): CollectionEvent | undefined {
  if (effect.kind === "planWish") return { kind: "wished", plan: draw % 3 === 0 ? [] : [exposes] };
  if (effect.kind !== "prepare") return undefined;
  const kinds = ["unprepared", "unprepared", "violated", "wished"] as const;
  const kind = kinds[draw % 10] ?? "prepared";
  if (kind === "violated") return { kind, text: "too far" };
  return kind === "wished" ? { kind, plan: [loads] } : { kind };
}

/** Lets an event happen, and what is answered at once. @param draw what is drawn by */
export function stepOf(before: CollectionState, event: CollectionEvent, draw = 9): Step {
  const rules: Rule[] = [];
  const effects: CollectionEffect[] = [];
  let state = before;
  let drawn = draw;
  const happen = (one: CollectionEvent): void => {
    const next = transition(state, one, (rule) => rules.push(rule));
    state = next.state;
    for (const effect of next.effects) {
      effects.push(effect);
      const answer = answerTo(effect, drawn);
      // What is tried again at once succeeds.
      drawn = 9;
      if (answer !== undefined) happen(answer);
    }
  };
  happen(event);
  return { before, event, after: state, effects, rules };
}

/** Sessions of random events; a walk is a list of steps, from the session's beginning. */
export function walks(
  maxLength = 150,
  allowed: (event: CollectionEvent) => boolean = () => true,
  startModes: readonly Mode[] = modes,
): fc.Arbitrary<readonly Step[]> {
  const number = fc.noBias(fc.nat());
  const draws = fc.array(fc.tuple(number, number), { minLength: 1, maxLength, size: "max" });
  return fc.tuple(fc.constantFrom(...startModes), draws).map(([mode, drawn]) => {
    let state = initialState(mode);
    const steps = drawn.map(([which, draw]) => {
      const possible = eventsIn(state).filter(allowed);
      const step = stepOf(state, possible[which % possible.length]!, draw);
      state = step.after;
      return step;
    });
    const shown = () => steps.map(({ event, after: { name } }) => `${JSON.stringify(event)} → ${name}`).join("\n");
    return Object.assign(steps, { [fc.toStringMethod]: shown });
  });
}

/** A session after these events. */
export function after(mode: Mode, ...events: readonly CollectionEvent[]): CollectionState {
  return events.reduce((state, event) => stepOf(state, event).after, initialState(mode));
}
