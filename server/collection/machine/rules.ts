import type { CollectionEffect, CollectionEvent } from "./collection-event.js";
import { type CollectionState, passingHolds, type StateName } from "./collection-state.js";
import type { GuardName } from "./guards.js";
import * as to from "./updates.js";

/** What a rule changes and does. */
export interface Outcome {
  readonly state?: Partial<CollectionState>;
  readonly effects?: readonly CollectionEffect[];
}

/** One arrow of the diagram. The first rule that fits applies. */
export interface Rule {
  readonly from: readonly StateName[];
  /** `always`: as soon as the state is reached. */
  readonly on: CollectionEvent["kind"] | "always";
  readonly when?: GuardName;
  /** Absent: stays where it is. */
  readonly to?: StateName;
  readonly then?: (state: CollectionState, event: CollectionEvent) => Outcome;
}

/** Makes a rule; `then` knows which event it is about. */
function rule<Kind extends CollectionEvent["kind"]>(
  from: StateName | readonly StateName[],
  on: Kind,
  rest: {
    readonly when?: GuardName;
    readonly to?: StateName;
    readonly then?: (state: CollectionState, event: Extract<CollectionEvent, { readonly kind: Kind }>) => Outcome;
  },
): Rule {
  return { from: typeof from === "string" ? [from] : from, on, ...(rest as Pick<Rule, "when" | "to" | "then">) };
}

function always(when: GuardName | undefined, goesTo: StateName, then?: Rule["then"]): Rule {
  return { from: ["free"], on: "always", ...(when && { when }), to: goesTo, ...(then && { then }) };
}

const undirected = ["surveying", "held", "watching", "deciding", "proposed", "waiting"] as const;
const underHalt = ["halting", "halted", "resuming"] as const;
const underWay = ["directed", "finishing"] as const;
const unhalted = [...undirected, ...underWay] as const;
const alive = [...unhalted, ...underHalt] as const;

/** All that can happen in a session, from the beginning to the end. */
export const rules: readonly Rule[] = [
  rule("surveying", "surveyed", { to: "free", then: to.survey }),

  // What is next, where nothing is in flight.
  always("not surveyed", "surveying"),
  always("looser mode wanted", "free", to.loosen),
  always("held back", "held"),
  always("observes", "watching", to.forgetPlan),
  always("has a plan", "preparing", to.prepare),
  always("has a wish", "preparing", to.planWish),
  always(undefined, "deciding", to.decide),

  rule("preparing", "prepared", { to: "directed", then: to.direct }),
  rule("preparing", "unprepared", { when: "too many failures", to: "free", then: to.giveUp }),
  rule("preparing", "unprepared", { to: "free", then: to.fail }),
  rule("preparing", "violated", { to: "free", then: to.violate }),
  rule("preparing", "wished", { to: "free", then: (_, { plan }) => ({ state: { plan } }) }),

  rule("deciding", "decided", { when: "asked since" }),
  rule("deciding", "decided", { when: "looks on", to: "watching" }),
  rule("deciding", "decided", { when: "advises", to: "proposed", then: to.propose }),
  rule("deciding", "decided", { when: "stops", to: "finishing", then: to.finish }),
  rule("deciding", "decided", { when: "waits", to: "waiting", then: to.wait }),
  rule("deciding", "decided", { when: "is stuck", to: "free", then: to.giveUp }),
  rule("deciding", "decided", { when: "has nothing to do", to: "free", then: to.fail }),
  rule("deciding", "decided", { to: "free", then: (_, { plan }) => ({ state: { plan } }) }),
  rule("deciding", "undecided", { when: "asked since, in vain" }),
  rule("deciding", "undecided", { to: "free", then: to.hold("policy", "no_decision") }),

  rule("proposed", "approved", { when: "proposes to finish", to: "finishing", then: to.finish }),
  rule("proposed", "approved", { to: "free", then: to.accept }),
  rule("proposed", "amended", { to: "free", then: (_, { plan }) => ({ state: { plan, proposal: null } }) }),

  rule(["waiting", "watching"], "informed", { when: "observes" }),
  rule(["waiting", "watching"], "informed", { to: "free" }),
  rule("waiting", "woken", { when: "same wait", to: "free" }),

  rule("directed", "completed", { to: "free", then: to.land }),
  rule("directed", "rejected", { when: "too many failures", to: "free", then: to.dropAndHold }),
  rule("directed", "rejected", { when: "comes too late", to: "free", then: to.dropAndFail }),
  rule("directed", "rejected", { when: "wrong target", to: "free", then: to.dropAndWithdraw }),
  rule(underWay, "rejected", { to: "free", then: to.dropAndHold }),
  rule("directed", "failed", { when: "too many failures", to: "free", then: to.dropAndHold }),
  rule("directed", "failed", { when: "may be tried again", to: "free", then: to.dropAndFail }),
  rule("directed", "failed", { when: "target unusable", to: "free", then: to.dropAndWithdraw }),
  rule(underWay, "failed", { to: "free", then: to.dropAndHold }),
  rule(underWay, "forgotten", { then: to.askReconcile }),
  rule(underWay, "reconciled", { when: "clean", to: "free", then: to.dropAndFail }),
  rule(underWay, "reconciled", { to: "free", then: to.dropAndHold }),
  rule("finishing", "completed", { to: "finished", then: to.end }),

  rule([...unhalted, "resuming"], "halt", { to: "halting", then: to.halt }),
  rule(["halting", "halted"], "halt", {}),
  rule(["halting", "halted"], "halted", { to: "halted", then: to.drop }),
  rule("resuming", "halted", { then: to.drop }),
  rule(unhalted, "halted", { to: "halted", then: to.haltedByDriver }),
  rule(underHalt, "completed", { then: to.land }),
  rule(underHalt, "rejected", { then: to.drop }),
  rule(underHalt, "failed", { then: to.drop }),
  rule(underHalt, "reconciled", { then: to.drop }),
  rule(["halting", "halted"], "resume", { when: "ends a halt", to: "resuming", then: to.resumeHalt }),
  rule("resuming", "resume", {}),
  rule("resuming", "resumed", { to: "free", then: to.afterHalt }),
  rule("halted", "resumed", {}),

  rule("held", "resume", { to: "free", then: to.resume }),
  rule(alive, "resume", { then: to.resume }),
  rule(["held", "waiting", "watching"], "held", { to: "free", then: to.addHold }),
  rule(underWay, "held", { when: "stops the driver", then: to.addHoldAndPause }),
  rule(alive, "held", { then: to.addHold }),
  rule("held", "released", { to: "free", then: to.removeHold }),
  rule(alive, "released", { then: to.removeHold }),

  rule("directed", "setMode", { when: "takes the hands away", then: to.cancel }),
  rule("directed", "setMode", { when: "tightens", then: to.setMode }),
  rule("directed", "setMode", { then: (_, { mode }) => ({ state: { wantedMode: mode } }) }),
  rule(["watching", "waiting", "proposed"], "setMode", { to: "free", then: to.setMode }),
  rule(alive, "setMode", { then: to.setMode }),

  rule(["proposed", "waiting"], "wish", { to: "free", then: to.addWish }),
  rule(unhalted, "wish", { then: to.addWish }),

  // What says nothing new where it comes.
  rule(alive, "informed", {}),
  rule(alive, "woken", {}),
  rule(alive, "forgotten", {}),
  rule(alive, "surveyed", { then: to.survey }),
  rule(alive, "resumed", {}),
  rule([...alive, "finished"], "decided", {}),
  rule([...alive, "finished"], "undecided", {}),
  rule("finished", "informed", {}),
  rule("finished", "woken", {}),
  rule("finished", "held", {}),
  rule("finished", "released", {}),
];

/** Whether an operator has to end a hold. */
export function needsOperator(kind: string): boolean {
  return !(passingHolds as readonly string[]).includes(kind);
}
