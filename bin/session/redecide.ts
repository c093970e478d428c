import { isDeepStrictEqual } from "node:util";
import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import { UserError } from "../../env/errors.js";
import { fittingGoal } from "../../env/goal/expand-goal.js";
import type { Session } from "../../env/session/session.js";
import type { CollectedSessionSettings } from "../../server/collection/session/collected-session-settings.js";
import { planOf } from "../../server/collection/session/collected-session-settings.js";
import { inputOf } from "../../server/collection/session/journal-codec.js";
import { stateAt } from "../../server/collection/session/state-at.js";
import type { JournalReader } from "../../server/journal/index.js";
import type { PlainGoal } from "../../server/policy/decision-record.js";
import { goalOf, plainGoal } from "../../server/policy/plain-decision.js";
import { PolicyMaker } from "../../server/policy/policy-maker.js";
import { SessionMirror } from "../../server/policy/session-mirror.js";

/** What was decided, or would have been, and why. */
export interface Verdict {
  readonly policy: string;
  readonly goal: PlainGoal;
  readonly sentence: string;
}

/** How near two decisions come: the same, as far as it fits into the time left; other holes of the same group; another. */
export type Agreement = "same" | "same place" | "other";

/** A decision of a session, and another policy's in its place. */
export interface Redecided {
  /** Index of the decision in the session's journal: its state is that before this entry. */
  readonly entry: number;
  /** On the session's clock. */
  readonly atSeconds: number;
  readonly recorded: Verdict;
  /** Absent where the policy could not decide. */
  readonly instead?: Verdict;
  readonly problem?: string;
  readonly agreement: Agreement;
}

/** What is decided again. */
export interface RedecideOptions {
  readonly journal: JournalReader;
  readonly key: string;
  readonly settings: CollectedSessionSettings;
  readonly policy: string;
  readonly backend: BackendChoice;
  /** Hears of each decision. */
  readonly onDecision?: () => void;
}

/**
 * Lets a policy decide wherever a session's has decided, each time on the session as it was: what follows from its
 * decisions is never played, so it sees what the recorded ones have led to.
 *
 * @throws UserError if the policy can't be made
 */
export async function redecide(options: RedecideOptions): Promise<Redecided[]> {
  const { journal, key, settings, policy, backend, onDecision } = options;
  const prepared = await new PolicyMaker({ backend }).prepare(policy);
  const { changes } = stateAt(journal, key, settings).model;
  const { scenario, budgetSeconds, seed } = settings;
  const rebuild = { scenario, budgetSeconds, seed, policy, swaps: 0, isFallback: false } as const;
  const from = { ...rebuild, resetAt: undefined, policyHash: undefined };
  const mirror = new SessionMirror(from, planOf(settings), prepared, [], () => {});
  const decided: Redecided[] = [];
  let told = 0;
  for (const stored of journal.entries(key)) {
    if (stored.kind !== "decision") continue;
    const input = inputOf(stored);
    if (input.kind !== "decision") continue;
    const { record } = input;
    // An answer may have come when more was known; it was made of what was known before.
    if (record.changes < told) continue;
    mirror.tell(changes.slice(told, record.changes));
    told = record.changes;
    const { session } = mirror;
    const recorded = { policy: record.policy, goal: record.goal, sentence: record.reason.sentence };
    const base = { entry: stored.index, atSeconds: session.clockSeconds, recorded };
    try {
      const { goal, reason } = mirror.decide();
      const instead = { policy, goal, sentence: reason.sentence };
      const agreement = agreementOf(session, fitted(session, record.goal), fitted(session, goal));
      decided.push({ ...base, instead, agreement });
    } catch (error) {
      if (error instanceof UserError) throw error;
      decided.push({ ...base, problem: (error as Error).message, agreement: "other" });
    }
    onDecision?.();
  }
  return decided;
}

/** What would be carried out of a goal: as much as fits into the time left. */
function fitted(session: Session, goal: PlainGoal): PlainGoal {
  const fitting = fittingGoal(session, goalOf(session, goal));
  return fitting === undefined ? { kind: "stop" } : plainGoal(session, fitting);
}

function agreementOf({ tree }: Session, a: PlainGoal, b: PlainGoal): Agreement {
  if (a.kind !== "acquire" || b.kind !== "acquire") return isDeepStrictEqual(a, b) ? "same" : "other";
  if (isDeepStrictEqual([...a.holes].sort(), [...b.holes].sort())) return "same";
  const group = ({ holes }: { holes: readonly string[] }) => tree.parent[tree.row(holes[0]!)!];
  return group(a) === group(b) ? "same place" : "other";
}
