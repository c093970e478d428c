import type { CollectionEffect } from "../machine/collection-event.js";
import { directiveKind, isFeasible, plannedSeconds } from "../model/plan-directives.js";
import type { PlannedDirective } from "../model/planned-directive.js";
import type { CollectionCore } from "./collection-core.js";

/** A directive may be started this long after it was received, seconds. */
const DIRECTIVE_VALID_FOR_SECONDS = 600;

/** How a session's directives are checked and given. */
export class Directing {
  /** The grid of which a fresh atlas was asked for since exposures were allowed last; empty if none. */
  confirmationAsked = "";

  constructor(readonly core: CollectionCore) {}

  /** Checks a directive before it is given, and lets the machine know whether it may be. */
  prepare(
    { planned, directiveId }: Extract<CollectionEffect, { readonly kind: "prepare" }>,
    nowMilliseconds: number,
  ): void {
    const { core } = this;
    const { session } = core.model;
    if (!isFeasible(session, planned)) {
      core.dispatch({ kind: "unprepared" });
      return;
    }
    const { blocksExposure } = core.safety;
    if (blocksExposure === undefined) this.confirmationAsked = "";
    else if (planned.kind === "acquire") {
      const grid = this.#gridToConfirm();
      // The stage is elsewhere then: what is next is decided anew.
      if (grid !== undefined) core.dispatch({ kind: "wished", plan: [{ kind: "surveyGrid", target: grid }] });
      else core.dispatch({ kind: "violated", text: blocksExposure });
      return;
    }
    const expectedSeconds = plannedSeconds(session, planned);
    const kind = directiveKind(planned, core.directiveId(directiveId));
    const violations = core.safety.check({ kind, expectedSeconds }, session.clockSeconds, nowMilliseconds);
    if (violations.length > 0) core.dispatch({ kind: "violated", text: violations.join("; ") });
    else core.dispatch({ kind: "prepared" });
  }

  /** Gives a directive; its shots are intended from now on. */
  direct(number: string, planned: PlannedDirective): void {
    const id = this.core.directiveId(number);
    const kind = directiveKind(planned, id);
    if (kind.$case === "acquire") {
      for (const shot of kind.acquire.shots) this.core.model.shots.intend(shot.id, id, shot.targetId);
    }
    this.#send(number, kind, plannedSeconds(this.core.model.session, planned));
  }

  /** Gives the last directive. */
  finish(number: string): void {
    this.#send(number, { $case: "finish", finish: {} }, 0);
  }

  #send(number: string, kind: ReturnType<typeof directiveKind>, expectedSeconds: number): void {
    const { sentence, numbers } = this.core.reason;
    this.core.send({
      $case: "directive",
      directive: {
        id: this.core.directiveId(number),
        validForSeconds: DIRECTIVE_VALID_FOR_SECONDS,
        expectedSeconds,
        reason: { sentence, numbers: { ...numbers } },
        kind,
      },
    });
  }

  /** The grid that the driver can take a fresh atlas of, to be compared with the stored one; once for each doubt. */
  #gridToConfirm(): string | undefined {
    if (!this.core.canSurvey) return undefined;
    const { tree, place } = this.core.model.session;
    let row = place;
    while (row > 0 && tree.level[row]! > 1) row = tree.parent[row]!;
    const grid = tree.ids[row]!;
    if (row === 0 || this.confirmationAsked === grid) return undefined;
    this.confirmationAsked = grid;
    return grid;
  }
}

/** The ids of a directive's shots. */
export function shotIds(planned: PlannedDirective, directiveId: string): string[] {
  const kind = directiveKind(planned, directiveId);
  return kind.$case === "acquire" ? kind.acquire.shots.map(({ id }) => id) : [];
}
