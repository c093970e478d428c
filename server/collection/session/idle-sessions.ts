import type { Journal } from "../../journal/index.js";
import type { CollectionSession } from "./collection-session.js";

/**
 * Sessions that may leave memory, as the journal has all of them: nobody is connected to them or looks on, and they hold
 * no instrument. Those that are over come first.
 */
export function idleSessions(open: Iterable<CollectionSession>, journal: Journal): CollectionSession[] {
  const idle = [...open].filter(
    ({ key, settings, isConnected, core }) =>
      !isConnected && !core.events.isWatched && journal.lease(settings.instrument)?.sessionKey !== key,
  );
  const isOver = ({ core }: CollectionSession) => core.events.isExhausted;
  return [...idle.filter(isOver), ...idle.filter((session) => !isOver(session))];
}
