import { namedTargets } from "../asked.js";
import { ancestors } from "../safety-facts.js";
import type { LimitRule, Violation } from "../violation.js";

const SQUARE_LEVEL = 2;

/** Nothing is done in a forbidden square. A name forbids the squares of that name on all grids. */
export const forbiddenSquares: LimitRule = (limits, facts, asked) => {
  const forbidden = new Set(limits.forbidden_squares);
  if (forbidden.size === 0) return [];
  const found = new Map<string, Violation>();
  for (const target of namedTargets(asked)) {
    const square = ancestors(facts, target).find(({ level }) => level === SQUARE_LEVEL);
    // A target that is not known may be the square itself.
    const entry = [square?.id ?? target, square?.name].find((name) => name !== undefined && forbidden.has(name));
    if (entry === undefined) continue;
    const id = square?.id ?? target;
    const text = `'${target}' lies in the square '${id}', which is forbidden as '${entry}'.`;
    found.set(id, { rule: "forbidden_squares", target, text });
  }
  return [...found.values()];
};
