import type { Session } from "../../env/session/session.js";
import type { Reason } from "../policy.js";
import type { CandidateStep } from "./candidate-steps.js";
import type { SearchResult } from "./search.js";

/** So many of what was compared are shown. */
const MOST_CANDIDATES = 5;

/**
 * The numbers behind a search, and a sentence.
 *
 * @param otherwise the reason of `index` for what it would do
 */
export function explainSearch(session: Session, result: SearchResult, otherwise: Reason): Reason {
  const { candidates, trials, chosen } = result;
  const { evaluations, value, advantage, standardError, draws } = trials;
  if (evaluations === 0) return otherwise;
  const order = candidates
    .map((_, i) => i)
    .filter((i) => draws[i]! > 0)
    .sort((a, b) => draws[b]! - draws[a]! || value[b]! - value[a]!);
  const rival = chosen !== 0 ? chosen : order.find((i) => i !== 0);
  const numbers = {
    ...otherwise.numbers,
    simulations: evaluations,
    worthAhead: value[chosen]!,
    ...(rival === undefined
      ? {}
      : { advantageOverIndex: advantage[rival]!, standardErrorOfAdvantage: standardError[rival]! }),
  };
  const scored = order.flatMap((i) => {
    const target = targetOf(candidates[i]!);
    return target === undefined ? [] : [{ target, score: value[i]! }];
  });
  const shown = { score: "worthAhead", scored: scored.slice(0, MOST_CANDIDATES) };
  if (chosen === 0) {
    const sentence = `${otherwise.sentence} In ${evaluations} simulations of the rest nothing else did better.`;
    return { numbers, sentence, candidates: shown };
  }
  const { unit } = session.plan.objective;
  const gain = `${advantage[chosen]!.toPrecision(2)} ± ${standardError[chosen]!.toPrecision(2)} ${unit}`;
  const sentence = `${describe(session, candidates[chosen]!)}: in ${evaluations} simulations of the rest of the session this brought ${gain} more than ${describeIndex(session, candidates[0]!)}.`;
  return { numbers, sentence, candidates: shown };
}

function targetOf({ goal }: CandidateStep): number | undefined {
  if (goal.kind === "acquire") return goal.holes[0];
  return goal.kind === "survey" ? goal.target : undefined;
}

function describe({ tree }: Session, candidate: CandidateStep): string {
  const target = targetOf(candidate);
  if (target === undefined) return "Stops";
  const name = tree.shape.levels[tree.level[target]!]!;
  return tree.isLeaf(target) ? `Exposes in ${parentPath(tree, target)}` : `Surveys the ${name} ${tree.path(target)}`;
}

function describeIndex({ tree }: Session, candidate: CandidateStep): string {
  const target = targetOf(candidate);
  if (target === undefined) return "to stop, as the price of time has it";
  return `to go to ${tree.isLeaf(target) ? parentPath(tree, target) : tree.path(target)}, as the price of time has it`;
}

function parentPath(tree: Session["tree"], leaf: number): string {
  return tree.path(tree.parent[leaf]!);
}
