import type { Session } from "../session/session.js";
import { SessionRecorder } from "../session/session-recorder.js";
import { sessionPicture } from "./picture/session-picture.js";
import { rasterise } from "./raster/rasterise.js";
import type { RgbImage } from "./raster/rgb-image.js";
import type { RenderMode } from "./render-mode.js";
import { factsOf } from "./session-facts.js";
import { type SessionWay, viewOfSession } from "./session-view.js";
import { type SessionTextOptions, sessionText } from "./text/session-text.js";

/** What {@link renderSession} gives. */
export type Rendered = string | RgbImage;

/**
 * A session as it stands, as something to look at. Only what an operator knows is shown.
 *
 * @param way as {@link recordWay} keeps it
 * @param options of the text alone; a picture has neither width nor colours to choose
 * @example
 * const way = recordWay(session);
 * …
 * console.log(renderSession(session, way, "ansi", { colour: process.stdout.isTTY }));
 */
export function renderSession(
  session: Session,
  way: SessionWay,
  mode: "ansi" | "svg",
  options?: SessionTextOptions,
): string;
export function renderSession(session: Session, way: SessionWay, mode: "rgb_array"): RgbImage;
export function renderSession(
  session: Session,
  way: SessionWay,
  mode: RenderMode,
  options?: SessionTextOptions,
): Rendered;
export function renderSession(
  session: Session,
  way: SessionWay,
  mode: RenderMode,
  options: SessionTextOptions = {},
): Rendered {
  const view = viewOfSession(session, way);
  const facts = factsOf(session);
  switch (mode) {
    case "ansi":
      return sessionText(view, facts, options);
    case "svg":
      return sessionPicture(view, facts);
    case "rgb_array":
      return rasterise(sessionPicture(view, facts));
  }
}

/** Keeps the way that a session takes from now on, for {@link renderSession}; to be called where it begins. */
export function recordWay(session: Session): SessionWay {
  const { tree, place } = session;
  const recorder = new SessionRecorder();
  session.listen(recorder);
  return { events: recorder.events, ...(place > 0 && tree.isLeaf(place) ? { startHole: tree.ids[place]! } : {}) };
}
