import type { Session } from "../session/session.js";
import type { TargetTree } from "../tree/target-tree.js";
import { count } from "./figures.js";
import { targetTitle } from "./short-names.js";

/** What a picture or a text says of a session in numbers. */
export interface SessionFacts {
  readonly clockSeconds: number;
  readonly budgetSeconds: number;
  readonly good: number;
  readonly exposed: number;
  readonly pending: number;
  readonly ended: boolean;
}

export function factsOf({ clockSeconds, plan, goodCount, exposedCount, pendingCount, ended }: Session): SessionFacts {
  return {
    clockSeconds,
    budgetSeconds: plan.budgetSeconds,
    good: goodCount[0]!,
    exposed: exposedCount[0]!,
    pending: pendingCount,
    ended,
  };
}

/** The counts as words. @example countWords(facts) // ["12 good", "20 exposures", "2 pending"] */
export function countWords({ good, exposed, pending }: SessionFacts): string[] {
  return [`${good} good`, count(exposed, "exposure"), ...(pending > 0 ? [`${pending} pending`] : [])];
}

/** Where the stage stands, in words. @param names by row */
export function placeWords(tree: TargetTree, place: number, names: readonly string[]): string {
  if (place === 0) return "nothing loaded";
  const path: string[] = [];
  for (let at = place; at > 0; at = tree.parent[at]!) path.unshift(targetTitle(tree, at, names));
  return `stage at ${path.join(" / ")}`;
}
