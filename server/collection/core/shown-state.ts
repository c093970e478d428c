import { type CollectionState, needsOperator } from "../machine/collection-state.js";

/** Where a session stands in an operator's eyes: what ends by itself does not hold it, what an operator has to end does. */
export function stateForOperators({ name, holds }: CollectionState): CollectionState["name"] {
  const isHeld = holds.some(needsOperator);
  if (name === "held") return isHeld ? "held" : "free";
  return isHeld && idle.includes(name) ? "held" : name;
}

/** Where a session with a hold is, but nothing is in flight. */
const idle: readonly CollectionState["name"][] = ["watching", "deciding", "proposed"];

/** States between which operators see no difference have one name. */
export function shownState(name: CollectionState["name"]): string {
  switch (name) {
    case "free":
    case "preparing":
    case "deciding":
    case "directed":
    case "waiting":
      return "collecting";
    case "halting":
    case "halted":
    case "resuming":
      return "halted";
    default:
      return name;
  }
}
