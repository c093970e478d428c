import type { CollectionEffect, CollectionEvent } from "./collection-event.js";
import type { CollectionState, StateName } from "./collection-state.js";
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
  readonly does?: (state: CollectionState, event: CollectionEvent) => Outcome;
}

/** Makes a rule; `does` knows which event it is about. */
function rule<Kind extends CollectionEvent["kind"]>(
  from: StateName | readonly StateName[],
  on: Kind,
  rest: {
    readonly when?: GuardName;
    readonly to?: StateName;
    readonly does?: (state: CollectionState, event: Extract<CollectionEvent, { readonly kind: Kind }>) => Outcome;
  },
): Rule {
  return { from: typeof from === "string" ? [from] : from, on, ...(rest as Pick<Rule, "when" | "to" | "does">) };
}

function always(when: GuardName | undefined, goesTo: StateName, does?: Rule["does"]): Rule {
  return { from: ["free"], on: "always", ...(when && { when }), to: goesTo, ...(does && { does }) };
}

const undirected = ["surveying", "held", "watching", "deciding", "proposed", "waiting"] as const;
const underHalt = ["halting", "halted", "resuming"] as const;
const underWay = ["directed", "finishing"] as const;
const unhalted = [...undirected, ...underWay] as const;
const alive = [...unhalted, ...underHalt] as const;

/** All that can happen in a session, from the beginning to the end. */
export const rules: readonly Rule[] = [
  rule("surveying", "surveyed", { to: "free", does: to.survey }),

  // What is next, where nothing is in flight.
  always("not surveyed", "surveying"),
  always("looser mode wanted", "free", to.loosen),
  always("held back", "held"),
  always("observes", "watching", to.forgetPlan),
  always("has a plan", "preparing", to.prepare),
  always("has a wish", "preparing", to.planWish),
  always(undefined, "deciding", to.decide),

  rule("preparing", "prepared", { to: "directed", does: to.direct }),
  rule("preparing", "unprepared", { when: "too many failures", to: "free", does: to.giveUp }),
  rule("preparing", "unprepared", { to: "free", does: to.fail }),
  rule("preparing", "violated", { to: "free", does: to.violate }),
  rule("preparing", "wished", { to: "free", does: (_, { plan }) => ({ state: { plan } }) }),

  rule("deciding", "decided", { when: "asked since" }),
  rule("deciding", "decided", { when: "looks on", to: "watching" }),
  // An operator has wished for something since the policy was asked: that comes first.
  rule("deciding", "decided", { when: "has a wish", to: "free" }),
  rule("deciding", "decided", { when: "advises", to: "proposed", does: to.propose }),
  rule("deciding", "decided", { when: "held back", to: "free", does: (_, { plan }) => ({ state: { plan } }) }),
  rule("deciding", "decided", { when: "stops", to: "finishing", does: to.finish }),
  rule("deciding", "decided", { when: "waits", to: "waiting", does: to.wait }),
  rule("deciding", "decided", { when: "is stuck", to: "free", does: to.giveUp }),
  rule("deciding", "decided", { when: "has nothing to do", to: "free", does: to.fail }),
  rule("deciding", "decided", { to: "free", does: (_, { plan }) => ({ state: { plan } }) }),
  rule("deciding", "undecided", { when: "asked since, in vain" }),
  rule("deciding", "undecided", { to: "free", does: to.hold("policy", "no_decision") }),

  rule("proposed", "approved", { when: "proposes to finish", to: "finishing", does: to.finish }),
  rule("proposed", "approved", { to: "free", does: to.accept }),
  rule("proposed", "amended", { to: "free", does: (_, { plan }) => ({ state: { plan, proposal: null } }) }),

  rule(["waiting", "watching"], "informed", { when: "observes" }),
  rule(["waiting", "watching"], "informed", { to: "free" }),
  rule("waiting", "woken", { when: "same wait", to: "free" }),

  rule("directed", "completed", { to: "free", does: to.land }),
  rule("directed", "rejected", { when: "too many failures", to: "free", does: to.dropAndHold }),
  rule("directed", "rejected", { when: "comes too late", to: "free", does: to.dropAndFail }),
  rule("directed", "rejected", { when: "wrong target", to: "free", does: to.dropAndWithdraw }),
  rule(underWay, "rejected", { to: "free", does: to.dropAndHold }),
  rule("directed", "failed", { when: "too many failures", to: "free", does: to.dropAndHold }),
  rule("directed", "failed", { when: "may be tried again", to: "free", does: to.dropAndFail }),
  rule("directed", "failed", { when: "target unusable", to: "free", does: to.dropAndWithdraw }),
  rule(underWay, "failed", { to: "free", does: to.dropAndHold }),
  rule(underWay, "forgotten", { does: to.askReconcile }),
  rule(underWay, "reconciled", { when: "clean", to: "free", does: to.dropAndFail }),
  rule(underWay, "reconciled", { to: "free", does: to.dropAndHold }),
  rule("finishing", "completed", { to: "finished", does: to.end }),

  rule([...unhalted, "resuming"], "halt", { to: "halting", does: to.halt }),
  rule(["halting", "halted"], "halt", {}),
  rule(["halting", "halted"], "halted", { to: "halted", does: to.drop }),
  rule("resuming", "halted", { does: to.drop }),
  rule(unhalted, "halted", { to: "halted", does: to.haltedByDriver }),
  rule(underHalt, "completed", { does: to.land }),
  rule(underHalt, "rejected", { does: to.drop }),
  rule(underHalt, "failed", { does: to.drop }),
  rule(underHalt, "reconciled", { does: to.drop }),
  rule(["halting", "halted"], "resume", { when: "ends a halt", to: "resuming", does: to.resumeHalt }),
  rule(underHalt, "resume", {}),
  rule("resuming", "resumed", { to: "free", does: to.afterHalt }),
  rule("halted", "resumed", {}),

  rule("held", "resume", { to: "free", does: to.resume }),
  rule(alive, "resume", { does: to.resume }),
  rule(["held", "waiting", "watching"], "held", { to: "free", does: to.addHold }),
  rule(underWay, "held", { when: "stops the driver", does: to.addHoldAndPause }),
  rule(alive, "held", { does: to.addHold }),
  rule("held", "released", { to: "free", does: to.removeHold }),
  rule(alive, "released", { does: to.removeHold }),

  rule([...undirected, ...underHalt], "abandon", { to: "finished", does: to.abandon }),

  rule("directed", "setMode", { when: "takes the hands away", does: to.cancel }),
  rule("directed", "setMode", { when: "tightens", does: to.setMode }),
  rule("directed", "setMode", { does: (_, { mode }) => ({ state: { wantedMode: mode } }) }),
  rule(["watching", "waiting", "proposed"], "setMode", { to: "free", does: to.setMode }),
  rule(alive, "setMode", { does: to.setMode }),

  rule(["proposed", "waiting"], "wish", { to: "free", does: to.addWish }),
  rule(unhalted, "wish", { does: to.addWish }),

  // What says nothing new where it comes.
  rule(alive, "informed", {}),
  rule(alive, "woken", {}),
  rule(alive, "forgotten", {}),
  rule(alive, "surveyed", { does: to.survey }),
  rule(alive, "resumed", {}),
  rule([...alive, "finished"], "decided", {}),
  rule([...alive, "finished"], "undecided", {}),
  rule("finished", "informed", {}),
  rule("finished", "woken", {}),
  rule("finished", "held", {}),
  rule("finished", "released", {}),
];
