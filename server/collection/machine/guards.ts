import type { CollectionEvent } from "./collection-event.js";
import { type CollectionState, modes } from "./collection-state.js";

/** After so many failed directives in a row an operator is needed. */
export const MOST_FAILURES_IN_A_ROW = 5;

type Guard = (state: CollectionState, event: CollectionEvent) => boolean;

const is =
  <Kind extends CollectionEvent["kind"]>(
    kind: Kind,
    test: (event: Extract<CollectionEvent, { readonly kind: Kind }>, state: CollectionState) => boolean,
  ): Guard =>
  (state, event) =>
    event.kind === kind && test(event as Extract<CollectionEvent, { readonly kind: Kind }>, state);

/** What rules depend on, by the names that the diagram shows. */
export const guards = {
  "not surveyed": ({ surveyed }) => !surveyed,
  "looser mode wanted": ({ wantedMode }) => wantedMode !== null,
  "held back": ({ holds }) => holds.length > 0,
  observes: ({ mode }) => mode === "observe",
  shadows: ({ mode }) => mode === "shadow",
  advises: ({ mode }) => mode === "advise",
  "has a plan": ({ plan }) => plan.length > 0,
  "has a wish": ({ wishes, mode }) => wishes.length > 0 && (mode === "advise" || mode === "autonomous"),
  "asked since": is("decided", ({ number }, state) => number !== state.decisions),
  "asked since, in vain": is("undecided", ({ number }, state) => number !== state.decisions),
  "looks on": ({ mode }) => mode === "observe" || mode === "shadow",
  stops: is("decided", ({ goal }) => goal === "stop"),
  waits: is("decided", ({ goal }) => goal === "wait"),
  "has nothing to do": is("decided", ({ plan }) => plan.length === 0),
  "is stuck": is(
    "decided",
    ({ plan }, { failuresInARow }) => plan.length === 0 && failuresInARow + 1 >= MOST_FAILURES_IN_A_ROW,
  ),
  "proposes to finish": ({ proposal, holds }) => proposal?.stops === true && holds.length === 0,
  "same wait": is("woken", ({ decision }, state) => decision === state.decisions),
  "comes too late": is("rejected", ({ reason }) => reason === "expired"),
  "wrong target": is("rejected", ({ reason }) => reason === "invalidTarget"),
  "may be tried again": is("failed", ({ category }) => category === "transient"),
  "target unusable": is("failed", ({ category }) => category === "targetUnusable"),
  "too many failures": ({ failuresInARow }) => failuresInARow + 1 >= MOST_FAILURES_IN_A_ROW,
  clean: is("reconciled", ({ clean }) => clean),
  "stops the driver": is("held", ({ stopsDriver }) => stopsDriver),
  "ends a halt": is("resume", ({ haltId }, { halt }) => haltId !== "" && haltId === halt?.id),
  tightens: is("setMode", ({ mode }, state) => modes.indexOf(mode) < modes.indexOf(state.mode)),
  "takes the hands away": is(
    "setMode",
    ({ mode }, state) =>
      modes.indexOf(mode) < modes.indexOf("advise") && modes.indexOf(mode) < modes.indexOf(state.mode),
  ),
} as const satisfies Record<string, Guard>;

export type GuardName = keyof typeof guards;
