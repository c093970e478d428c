import type { Session } from "../session/session.js";
import type { SessionEvent } from "../session/session-recorder.js";
import type { TargetTree } from "../tree/target-tree.js";
import { type Exposure, exposures } from "./exposures.js";
import { type HoleState, statesAfter, statesOfSession } from "./hole-state.js";

/** How a session came to where it stands. */
export interface SessionWay {
  readonly events: readonly SessionEvent[];
  /** Id of the hole at which it began (spent before), if at one. */
  readonly startHole?: string;
}

/** What a picture shows of a session: what is known at one moment, and how that came about. */
export interface SessionView {
  readonly tree: TargetTree;
  /** Of each known leaf, by row. */
  readonly states: ReadonlyMap<number, HoleState>;
  readonly exposures: readonly Exposure[];
  /** Row of the hole at which it began. */
  readonly start: number | undefined;
  /** Row at which the stage stands; 0 when nothing is loaded. */
  readonly place: number;
}

/** A session as it stands. */
export function viewOfSession(session: Session, way: SessionWay): SessionView {
  const { tree, place } = session;
  const start = way.startHole === undefined ? undefined : tree.row(way.startHole);
  return {
    tree,
    place,
    start,
    states: statesOfSession(session, start),
    exposures: exposures(tree, way.events),
  };
}

/** A session of which the events alone are kept, at its end. */
export function viewAfter(tree: TargetTree, way: SessionWay): SessionView {
  const start = way.startHole === undefined ? undefined : tree.row(way.startHole);
  let place = start ?? 0;
  for (const event of way.events) {
    if (event.kind === "moved" || event.kind === "exposed") place = tree.row(event.target) ?? place;
  }
  return {
    tree,
    place,
    start,
    states: statesAfter(tree, way.events, way.startHole),
    exposures: exposures(tree, way.events),
  };
}
