import type { CollectionEffect, CollectionEvent, Failure } from "./collection-event.js";
import { type CollectionState, type Hold, needsOperator } from "./collection-state.js";
import { MOST_FAILURES_IN_A_ROW } from "./guards.js";

/** What rules change and do, by name. Each gives what is another in the state, and the effects. */

type Of<Kind extends CollectionEvent["kind"]> = Extract<CollectionEvent, { readonly kind: Kind }>;
interface Outcome {
  readonly state?: Partial<CollectionState>;
  readonly effects?: readonly CollectionEffect[];
}

/** Ids of directives come again never; they may stand in a file name. The session's key is put before them. */
function nextDirectiveId({ directives }: CollectionState): string {
  return String(directives + 1).padStart(6, "0");
}

export function survey(): Outcome {
  return { state: { surveyed: true } };
}

export function loosen({ wantedMode, mode }: CollectionState): Outcome {
  return { state: { mode: wantedMode ?? mode, wantedMode: null } };
}

export function forgetPlan(): Outcome {
  return { state: { plan: [], wishes: [], proposal: null } };
}

export function prepare(state: CollectionState): Outcome {
  return { effects: [{ kind: "prepare", planned: state.plan[0]!, directiveId: nextDirectiveId(state) }] };
}

export function planWish({ wishes }: CollectionState): Outcome {
  return { state: { wishes: wishes.slice(1) }, effects: [{ kind: "planWish", target: wishes[0]! }] };
}

export function decide({ decisions }: CollectionState): Outcome {
  return { state: { decisions: decisions + 1 }, effects: [{ kind: "decide", number: decisions + 1 }] };
}

export function direct(state: CollectionState): Outcome {
  const [planned, ...plan] = state.plan;
  const id = nextDirectiveId(state);
  return {
    state: { directive: { id, planned: planned! }, plan, directives: state.directives + 1 },
    effects: [{ kind: "direct", directiveId: id, planned: planned! }],
  };
}

export function finish(state: CollectionState): Outcome {
  const id = nextDirectiveId(state);
  return {
    state: { directive: { id }, plan: [], proposal: null, directives: state.directives + 1 },
    effects: [{ kind: "finish", directiveId: id }],
  };
}

/** Nothing came of it: another decision follows. */
export function fail({ failuresInARow }: CollectionState): Outcome {
  return { state: { plan: [], failuresInARow: failuresInARow + 1 } };
}

export function giveUp(state: CollectionState): Outcome {
  return held(state, "failure", "failures", `${MOST_FAILURES_IN_A_ROW} times in a row nothing could be carried out`);
}

export function violate(state: CollectionState, { text }: Of<"violated">): Outcome {
  return held(state, "safety", "limit", text);
}

export function hold(kind: Hold["kind"], code: string) {
  return (state: CollectionState, { text }: Of<"undecided">): Outcome => held(state, kind, code, text);
}

export function propose({ proposals }: CollectionState, decided: Of<"decided">): Outcome {
  const { plan, goal, sentence, numbers } = decided;
  const proposal = { number: proposals + 1, plan, stops: goal === "stop", sentence, numbers };
  return { state: { proposal, proposals: proposals + 1 }, effects: [{ kind: "propose" }] };
}

export function wait({ decisions }: CollectionState, { waitSeconds }: Of<"decided">): Outcome {
  return { effects: [{ kind: "wake", decision: decisions, seconds: waitSeconds }] };
}

export function accept({ proposal }: CollectionState): Outcome {
  return { state: { plan: proposal?.plan ?? [], proposal: null } };
}

/** The directive in flight was carried out. */
export function land(): Outcome {
  return { state: { directive: null, failuresInARow: 0 } };
}

/** The directive in flight is over, whatever was not started of it. */
export function drop({ directive }: CollectionState): Outcome {
  const { id: directiveId, planned } = directive ?? {};
  return {
    state: { directive: null },
    effects: directiveId === undefined || planned === undefined ? [] : [{ kind: "dropShots", directiveId, planned }],
  };
}

export function dropAndFail(state: CollectionState): Outcome {
  return both(drop(state), fail(state));
}

export function dropAndWithdraw(state: CollectionState): Outcome {
  const planned = state.directive?.planned;
  const withdraw: Outcome = { effects: planned === undefined ? [] : [{ kind: "withdraw", planned }] };
  return both(drop(state), withdraw, fail(state));
}

export function dropAndHold(state: CollectionState, event: Of<"rejected"> | Of<"failed"> | Of<"reconciled">): Outcome {
  const [kind, code] = reasonToHold(event);
  const category: Failure | undefined = event.kind === "failed" ? event.category : undefined;
  const withdraws = category === "targetUnusable" ? dropAndWithdraw(state) : drop(state);
  return both(withdraws, held(state, kind, code, `an operator is needed: ${event.detail}`));
}

function reasonToHold(event: Of<"rejected"> | Of<"failed"> | Of<"reconciled">): readonly [Hold["kind"], string] {
  if (event.kind === "reconciled") return ["reconcile", "not_reconciled"];
  if (event.kind === "rejected" && event.reason === "limit") return ["safety", "driver_limit"];
  return ["failure", event.kind === "rejected" ? "rejected" : "failed"];
}

export function askReconcile({ directive }: CollectionState): Outcome {
  return { effects: [{ kind: "askReconcile", directiveId: directive!.id }] };
}

export function end(): Outcome {
  return { state: { directive: null }, effects: [{ kind: "end" }] };
}

export function abandon(state: CollectionState, { reason }: Of<"abandon">): Outcome {
  return both(drop(state), {
    state: { plan: [], proposal: null, wishes: [], holds: [], halt: null },
    effects: [
      { kind: "alert", severity: "info", code: "abandoned", text: `ended by the operator: ${reason}` },
      { kind: "end" },
    ],
  });
}

export function halt(state: CollectionState, { reason }: Of<"halt">): Outcome {
  const id = `halt-${state.halts + 1}`;
  return {
    state: { halt: { id, reason }, halts: state.halts + 1, plan: [], proposal: null, wishes: [] },
    effects: [
      { kind: "sendHalt", haltId: id, reason },
      { kind: "alert", severity: "critical", code: "halted", text: `halted: ${reason}` },
    ],
  };
}

export function haltedByDriver(state: CollectionState, { haltId }: Of<"halted">): Outcome {
  // It ends by the id that the driver has latched.
  const id = haltId || `halt-${state.halts + 1}`;
  const reason = "the driver says that it is halted";
  return both(drop(state), {
    state: { halt: { id, reason }, halts: state.halts + 1, plan: [], proposal: null, wishes: [] },
    effects: [{ kind: "alert", severity: "critical", code: "halted", text: reason }],
  });
}

export function resumeHalt({ halt: latched }: CollectionState): Outcome {
  return { effects: [{ kind: "sendResume", haltId: latched!.id }] };
}

export function afterHalt(state: CollectionState): Outcome {
  return both(drop(state), { state: { halt: null, plan: [], failuresInARow: 0 } });
}

/** An operator has looked at what held the session: what does not end by itself ends now. */
export function resume({ holds }: CollectionState): Outcome {
  return {
    state: { holds: holds.filter((one) => !needsOperator(one)), plan: [], failuresInARow: 0 },
    effects: [{ kind: "sendResume", haltId: "" }],
  };
}

export function addHold({ holds }: CollectionState, { hold: added }: Of<"held">): Outcome {
  return { state: { holds: [...holds.filter((other) => !isSame(other, added)), added] } };
}

export function addHoldAndPause(state: CollectionState, event: Of<"held">): Outcome {
  return both(addHold(state, event), { effects: [{ kind: "sendPause", reason: event.hold.text }] });
}

export function removeHold({ holds }: CollectionState, { hold: removed }: Of<"released">): Outcome {
  return { state: { holds: holds.filter((other) => !isSame(other, removed)) } };
}

export function setMode(_: CollectionState, { mode }: Of<"setMode">): Outcome {
  return { state: { mode, wantedMode: null, plan: [], proposal: null } };
}

/** Nothing is started any more in the new mode. */
export function cancel(state: CollectionState, event: Of<"setMode">): Outcome {
  return both(setMode(state, event), { effects: [{ kind: "sendCancel", directiveId: state.directive!.id }] });
}

export function addWish({ wishes }: CollectionState, { target, first }: Of<"wish">): Outcome {
  const others = wishes.filter((other) => other !== target);
  return { state: { wishes: first ? [target, ...others] : [...others, target], plan: [], proposal: null } };
}

function held({ holds }: CollectionState, kind: Hold["kind"], id: string, text: string): Outcome {
  const added = { kind, id, text };
  return {
    state: { plan: [], holds: [...holds.filter((other) => !isSame(other, added)), added] },
    effects: [
      { kind: "alert", severity: "critical", code: id, text },
      { kind: "sendPause", reason: text },
    ],
  };
}

function isSame(a: Pick<Hold, "kind" | "id">, b: Pick<Hold, "kind" | "id">): boolean {
  return a.kind === b.kind && a.id === b.id;
}

function both(...outcomes: readonly Outcome[]): Outcome {
  return {
    state: Object.assign({}, ...outcomes.map(({ state }) => state)),
    effects: outcomes.flatMap(({ effects = [] }) => effects),
  };
}
