/** What was looked at when something was found. */
export type CheckName =
  | "aliasing"
  | "budget"
  | "determinism"
  | "ending"
  | "exception"
  | "free-cycles"
  | "illegal-actions"
  | "mask"
  | "non-interference"
  | "order"
  | "reward"
  | "spaces"
  | "time";

/** One way in which an environment breaks the contract. */
export interface Finding {
  readonly check: CheckName;
  /** When it was seen: `seed 1, step 4`. */
  readonly where: string;
  /** What was seen. */
  readonly what: string;
  readonly expected: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Findings as lines for a person, numbered. */
export function formatFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ check, where, what, expected, fix }, i) =>
      [`${i + 1}. ${check} (${where}): ${what}`, `   expected: ${expected}`, `   fix: ${fix}`].join("\n"),
    )
    .join("\n");
}
