import type { SessionChange } from "../../env/session/session-change.js";
import type { CollectionCore } from "../../server/collection/core/collection-core.js";
import type { DecisionRecord, PlainGoal } from "../../server/policy/decision-record.js";
import type { PolicyHost } from "../../server/policy/policy-host.js";
import type { HistoryEntry } from "../../server/policy/session-history.js";
import { DecisionUnavailable } from "../../server/policy/thread-errors.js";

interface Question {
  readonly key: string;
  readonly changes: number;
  readonly resolve: (record: DecisionRecord) => void;
  readonly reject: (error: Error) => void;
}

/** Hash over what the model's policy is made from. */
export const MODEL_POLICY_HASH = "0".repeat(64);

/** Stands in for a {@link PolicyHost}: decides when it is told to, and what a number says. It keeps what it was told. */
export class ModelPolicy {
  /** Changes by session. */
  readonly told = new Map<string, SessionChange[]>();
  readonly questions: Question[] = [];
  readonly swaps: string[] = [];

  /** As what a session's services take. */
  get asHost(): PolicyHost {
    return this as unknown as PolicyHost;
  }

  async reopen(key: string, _settings: unknown, history: readonly HistoryEntry[]): Promise<undefined> {
    if (this.told.has(key)) throw new Error(`the session '${key}' is open already`);
    this.told.set(
      key,
      history.filter((entry): entry is SessionChange => entry.kind !== "decided" && entry.kind !== "swapped"),
    );
  }

  feed(key: string, changes: readonly SessionChange[]): void {
    this.told.get(key)?.push(...changes);
  }

  decide(key: string): Promise<DecisionRecord> {
    return new Promise((resolve, reject) => {
      this.questions.push({ key, changes: this.told.get(key)!.length, resolve, reject });
    });
  }

  async swap(_key: string, policy: string): Promise<void> {
    this.swaps.push(policy);
  }

  close(key: string): void {
    this.told.delete(key);
    this.questions.splice(0, this.questions.length, ...this.questions.filter((question) => question.key !== key));
  }

  /** Answers the oldest question by a number. @returns whether there was one */
  answer(core: CollectionCore, choice: number): boolean {
    const question = this.questions.shift();
    if (question === undefined) return false;
    if (choice % 41 === 40) {
      question.reject(new DecisionUnavailable("nobody can decide"));
      return true;
    }
    question.resolve(recordOf(chosenGoal(core, choice), question.changes));
    return true;
  }
}

function recordOf(goal: PlainGoal, changes: number): DecisionRecord {
  const scored = goal.kind === "acquire" ? goal.holes.map((target) => ({ target, score: 1 })) : [];
  return {
    goal,
    reason: { sentence: "A number said so.", numbers: { worth: 0.5 }, candidates: { score: "worth", scored } },
    probability: 0.25,
    policy: "model",
    policyHash: MODEL_POLICY_HASH,
    milliseconds: 1,
    changes,
  };
}

/** Mostly holes of a group; at times a node, a wait, or the end. */
function chosenGoal(core: CollectionCore, choice: number): PlainGoal {
  const { session } = core.model;
  const { tree } = session;
  const rows = Array.from({ length: tree.size }, (_, row) => row).slice(1);
  if (choice % 37 === 36) return { kind: "stop" };
  if (choice % 11 === 10 && session.pendingCount > 0) return { kind: "wait" };
  const nodes = rows.filter((row) => !tree.isLeaf(row) && session.isOpen(row));
  if (choice % 7 === 6 && nodes.length > 0) return { kind: "survey", target: tree.ids[nodes[choice % nodes.length]!]! };
  const groups = nodes
    .map((node) => rows.filter((row) => tree.isLeaf(row) && tree.parent[row] === node && session.isAvailable(row)))
    .filter((holes) => holes.length > 0);
  if (groups.length === 0) return { kind: "stop" };
  const holes = groups[choice % groups.length]!;
  return { kind: "acquire", holes: holes.slice(0, 1 + (choice % 3)).map((row) => tree.ids[row]!) };
}
