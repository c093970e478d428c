import { type FailureCategory, type Phase, ShotState } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { ShotProgress } from "./directive-store.js";
import type { DriverContext, Say } from "./driver-context.js";
import type { News } from "./message-store.js";

/** How a directive ended, and what else is said with it, before it. */
export type Ending = {
  readonly durationSeconds: number;
  readonly news?: readonly News[];
  /** Whether everything is accounted for by evidence. Default: it is. */
  readonly clean?: boolean;
} & (
  | { readonly kind: "completed"; readonly phases: readonly Phase[] }
  | { readonly kind: "failed"; readonly category: FailureCategory; readonly detail: string }
);

const MOST_DETAIL = 2000;

/** The protocol's word for how far a shot has come. */
export const shotStates: Readonly<Record<Exclude<ShotProgress, "intended">, ShotState>> = {
  started: ShotState.STARTED,
  done: ShotState.DONE,
  failed: ShotState.FAILED,
  unknown: ShotState.UNKNOWN,
  dropped: ShotState.DROPPED,
};

/** A shot reaches a state, in the database and in the outbox at once. */
export function reportShot(
  context: DriverContext,
  shotId: string,
  state: Exclude<ShotProgress, "intended">,
  durationSeconds = 0,
): void {
  context.commit((say) => writeShot(context, say, shotId, state, durationSeconds));
}

/** {@link reportShot} within a commit. */
export function writeShot(
  { state: { directives } }: DriverContext,
  say: Say,
  shotId: string,
  state: Exclude<ShotProgress, "intended">,
  durationSeconds = 0,
): void {
  const directiveId = directives.underWay!.directive.id;
  directives.advance(shotId, state);
  say({ $case: "shot", shot: { directiveId, shotId, state: shotStates[state], durationSeconds } });
}

/** Drops all shots of the directive under way that were not started. Within a commit. */
export function dropUnstarted(context: DriverContext, say: Say): void {
  for (const { id, state } of context.state.directives.shots()) {
    if (state === "intended") writeShot(context, say, id, "dropped");
  }
}

/** Ends the directive under way as it came out, or as halted if a halt holds. */
export function endDirective(context: DriverContext, ending: Ending): void {
  const { directives, facts } = context.state;
  const { directive } = directives.underWay!;
  if (context.state.isHalted) {
    endAsHalted(context);
    return;
  }
  const { durationSeconds } = ending;
  context.commit((say) => {
    dropUnstarted(context, say);
    for (const news of ending.news ?? []) {
      if (news.$case === "survey") context.state.targets.add(news.survey.targets);
      say(news);
    }
    if (ending.kind === "completed") {
      const phases = [...ending.phases];
      say({ $case: "directiveCompleted", directiveCompleted: { directiveId: directive.id, durationSeconds, phases } });
      if (directive.kind?.$case === "finish") facts.set("finished", true);
    } else {
      const detail = ending.detail.slice(0, MOST_DETAIL);
      const { category } = ending;
      say({
        $case: "directiveFailed",
        directiveFailed: { directiveId: directive.id, category, detail, durationSeconds },
      });
      facts.set("unverified", true);
    }
    directives.end(ending.clean ?? !hasUnknown(context));
  });
}

/** Ends the directive under way as halted: unstarted shots are dropped, nothing is known of what a move came to. */
export function endAsHalted(context: DriverContext): void {
  const { directives, facts } = context.state;
  const { directive } = directives.underWay!;
  context.commit((say) => {
    dropUnstarted(context, say);
    say({ $case: "halted", halted: { directiveId: directive.id, haltId: facts.get("haltId") ?? "" } });
    facts.set("haltTold", true);
    facts.set("unverified", true);
    directives.end(!hasUnknown(context));
  });
}

function hasUnknown({ state }: DriverContext): boolean {
  return state.directives.shots().some((shot) => shot.state === "unknown");
}
