/** What JSON holds and gives back as it was. */
export type PlainJson =
  | null
  | boolean
  | number
  | string
  | readonly PlainJson[]
  | { readonly [key: string]: PlainJson | undefined };

/**
 * Why a value is not plain JSON, or undefined if it is. Keys whose value is undefined count as absent.
 *
 * @returns a clause that begins with the place: `options.scenario.plan is a function`
 * @example plainJsonProblem({ scenario: { budget: Infinity } }); // "options.scenario.budget is Infinity"
 */
export function plainJsonProblem(value: unknown): string | undefined {
  return problemAt(value, "options", []);
}

function problemAt(value: unknown, path: string, above: readonly object[]): string | undefined {
  switch (typeof value) {
    case "undefined":
    case "boolean":
    case "string":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : `${path} is ${value}`;
    case "object":
      break;
    default:
      return `${path} is a ${typeof value}`;
  }
  if (value === null) return undefined;
  if (above.includes(value)) return `${path} contains itself`;
  const inside = [...above, value];
  if (Array.isArray(value)) {
    for (const [i, entry] of value.entries()) {
      const problem = entry === undefined ? `${path}[${i}] is undefined` : problemAt(entry, `${path}[${i}]`, inside);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `${path} is a ${value.constructor.name}`;
  for (const [key, entry] of Object.entries(value)) {
    const problem = problemAt(entry, `${path}.${key}`, inside);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
