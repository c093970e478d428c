import type { CollectionEffect, CollectionEvent } from "./collection-event.js";
import type { CollectionState } from "./collection-state.js";
import { guards } from "./guards.js";
import { type Rule, rules } from "./rules.js";

/** Thrown for an event that no rule has a place for. */
export class NoRule extends Error {
  override readonly name = "NoRule";
}

/** What an event comes to. */
export interface Transition {
  readonly state: CollectionState;
  /** To be carried out in this order. */
  readonly effects: readonly CollectionEffect[];
}

/**
 * What a session does about an event: the state that it is in afterwards, and the effects. Pure.
 *
 * @param applies hears of each rule that applies
 * @throws NoRule if the event can't come in this state
 * @example const { state, effects } = transition(initialState("autonomous"), { kind: "surveyed" }); // state.name: deciding
 */
export function transition(
  state: CollectionState,
  event: CollectionEvent,
  applies: (rule: Rule) => void = () => {},
): Transition {
  const rule = find(state, event, event.kind);
  if (rule === undefined) throw new NoRule(`'${event.kind}' can't come while the session is ${state.name}`);
  applies(rule);
  let next = apply(rule, state, event);
  for (;;) {
    const following = find(next.state, event, "always");
    if (following === undefined) return next;
    applies(following);
    const { state: after, effects } = apply(following, next.state, event);
    next = { state: after, effects: [...next.effects, ...effects] };
  }
}

/** Whether an event has a place in a state. */
export function takes(state: CollectionState, event: CollectionEvent): boolean {
  return find(state, event, event.kind) !== undefined;
}

function find(state: CollectionState, event: CollectionEvent, on: Rule["on"]): Rule | undefined {
  return rules.find(
    (rule) =>
      rule.on === on && rule.from.includes(state.name) && (rule.when === undefined || guards[rule.when](state, event)),
  );
}

function apply(rule: Rule, state: CollectionState, event: CollectionEvent): Transition {
  const { state: change = {}, effects = [] } = rule.does?.(state, event) ?? {};
  return { state: { ...state, ...change, name: rule.to ?? state.name }, effects };
}
