import { askedBy, type CheckedDirective } from "./asked.js";
import type { Limits } from "./limits.js";
import { limitRules } from "./rules/index.js";
import type { SafetyFacts } from "./safety-facts.js";
import type { Violation } from "./violation.js";

/**
 * The limits that a directive would break; none: it may be sent. `finish` breaks none, as it brings the instrument to
 * rest. Pure; the facts' time is to be the present.
 *
 * @example
 * const broken = checkDirective(limits, facts, directive);
 * if (broken.length > 0) pause(`${broken[0].rule}: ${broken[0].text}`);
 */
export function checkDirective(limits: Limits, facts: SafetyFacts, directive: CheckedDirective): Violation[] {
  const asked = askedBy(directive);
  if (asked === undefined) return [];
  return Object.values(limitRules).flatMap((rule) => rule(limits, facts, asked));
}
