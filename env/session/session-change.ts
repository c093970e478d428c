import type { TargetDescription } from "../tree/target-description.js";
import type { LatencyFactors } from "../world/latency/latency-model.js";
import type { Outcome } from "./outcome.js";
import type { Session } from "./session.js";

/** An {@link Outcome} as JSON has it: null where the CTF resolution was not measured. Every outcome is one. */
export type PlainOutcome = Omit<Outcome, "ctfResolutionAngstrom"> & { readonly ctfResolutionAngstrom: number | null };

/**
 * What a {@link Session} was told, as plain data that can be stored and sent: one for each of its methods. Targets are
 * ids, the root's being empty. Told the same in the same order, two sessions are the same.
 */
export type SessionChange =
  | { readonly kind: "found"; readonly targets: readonly TargetDescription[] }
  | {
      readonly kind: "surveyed";
      readonly target: string;
      /** Whether a survey of the root is one of everything. Default: yes. */
      readonly isOfAll?: boolean;
    }
  | { readonly kind: "changed"; readonly target: TargetDescription }
  | { readonly kind: "moved"; readonly target: string; readonly durationSeconds: number }
  | { readonly kind: "climbed" }
  | { readonly kind: "turned"; readonly target: string }
  | { readonly kind: "exposed"; readonly target: string; readonly durationSeconds: number }
  | { readonly kind: "resulted"; readonly target: string; readonly outcome: PlainOutcome }
  | {
      readonly kind: "corrected";
      readonly target: string;
      readonly outcome: PlainOutcome;
      /** What the result was. */
      readonly before: PlainOutcome;
    }
  | { readonly kind: "retracted"; readonly target: string; readonly before: PlainOutcome }
  | { readonly kind: "failed"; readonly target: string; readonly durationSeconds: number }
  | { readonly kind: "waited"; readonly durationSeconds: number }
  | { readonly kind: "spent"; readonly target: string; readonly here?: boolean }
  | { readonly kind: "withdrawn"; readonly target: string }
  | { readonly kind: "givenUp"; readonly target: string }
  | { readonly kind: "retimed"; readonly factors: LatencyFactors }
  | { readonly kind: "ended" };

/**
 * Tells a session what a change says. Sessions that reveal a tree which is known to the simulation (`revealed`) are not
 * rebuilt in this way.
 *
 * @throws RangeError if it names a target that the session does not have, or one whose state does not allow it
 * @example
 * const session = new Session(TargetTree.from([]), plan);
 * for (const change of changes) applyChange(session, change);
 */
export function applyChange(session: Session, change: SessionChange): void {
  switch (change.kind) {
    case "found":
      session.found(change.targets);
      return;
    case "surveyed":
      session.surveyed(change.target, change.isOfAll);
      return;
    case "changed":
      session.changed(change.target);
      return;
    case "moved":
      session.moved(rowOf(session, change), change.durationSeconds);
      return;
    case "climbed":
      session.climbed();
      return;
    case "turned":
      session.turned(rowOf(session, change));
      return;
    case "exposed":
      session.exposed(rowOf(session, change), change.durationSeconds);
      return;
    case "resulted":
      session.resulted(rowOf(session, change), outcomeOf(change.outcome));
      return;
    case "corrected":
      session.corrected(rowOf(session, change), outcomeOf(change.outcome), outcomeOf(change.before));
      return;
    case "retracted":
      session.retracted(rowOf(session, change), outcomeOf(change.before));
      return;
    case "failed":
      session.failed(rowOf(session, change), change.durationSeconds);
      return;
    case "waited":
      session.waited(change.durationSeconds);
      return;
    case "spent":
      session.spent(rowOf(session, change), change.here);
      return;
    case "withdrawn":
      session.withdrawn(rowOf(session, change));
      return;
    case "givenUp":
      session.givenUp(rowOf(session, change));
      return;
    case "retimed":
      session.retimed(change.factors);
      return;
    case "ended":
      session.end();
      return;
  }
}

function rowOf({ tree }: Session, { kind, target }: { readonly kind: string; readonly target: string }): number {
  const row = tree.row(target);
  if (row === undefined) throw new RangeError(`'${kind}' names the target '${target}', which no survey found`);
  return row;
}

function outcomeOf(outcome: PlainOutcome): Outcome {
  return { ...outcome, ctfResolutionAngstrom: outcome.ctfResolutionAngstrom ?? Number.NaN };
}
