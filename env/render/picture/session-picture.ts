import { clock } from "../figures.js";
import { type Html, html } from "../html.js";
import { layoutMap, type MapLayout, SQUARE_HEADER, SQUARE_PADDING } from "../layout/map-layout.js";
import { legendEntries, legendLine } from "../map/legend.js";
import { mapPlace } from "../map/map-place.js";
import { mapStyle } from "../map/map-style.js";
import { sessionMap } from "../map/session-map.js";
import { type Colouring, lightColour } from "../palette.js";
import { countWords, type SessionFacts } from "../session-facts.js";
import type { SessionView } from "../session-view.js";
import { shortNames, targetTitle } from "../short-names.js";
import { drawnLevels } from "../tree-walk.js";

/** Size of every picture, pixels, so that pictures of one session make a film. */
export const PICTURE_WIDTH = 1280;
export const PICTURE_HEIGHT = 800;

interface Panel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const MAP: Panel = { x: 20, y: 112, width: 806, height: 636 };
const GRID: Panel = { x: 850, y: 112, width: 410, height: 234 };
const SQUARE: Panel = { x: 850, y: 380, width: 410, height: 368 };
/** A close-up is no larger than this many times the map. */
const MOST_ZOOM = 4;

/**
 * A session as one SVG picture that needs nothing else: budget and counts, the map of the cassette, and close-ups of
 * the grid and the square where the stage stands or stood last. Colours are those for light.
 *
 * @example writeFileSync("session.svg", sessionPicture(viewOfSession(session, way), factsOf(session)));
 */
export function sessionPicture(view: SessionView, facts: SessionFacts): string {
  const paint = lightColour;
  const { tree } = view;
  const layout = layoutMap(tree, { maxWidth: 1070, maxHeight: 820 });
  const { square } = drawnLevels(tree);
  const gridRow = rowAt(view, Math.max(1, square - 1));
  const squareRow = rowAt(view, square);
  return html`<svg xmlns="http://www.w3.org/2000/svg" class="map" width="${PICTURE_WIDTH}" height="${PICTURE_HEIGHT}" viewBox="0 0 ${PICTURE_WIDTH} ${PICTURE_HEIGHT}" role="img" aria-label="${pictureWords(facts)}">
<style>${mapStyle(paint)}.m-title,.m-fact,.m-head{dominant-baseline:central}
.m-title{font-size:22px;font-weight:bold;fill:${paint("ink")}}
.m-fact{font-size:15px;fill:${paint("ink")}}
.m-head{font-size:13px;fill:${paint("muted")}}
</style>
<rect width="${PICTURE_WIDTH}" height="${PICTURE_HEIGHT}" fill="${paint("paper")}"/>
${header(facts, paint)}
${heading(MAP, tree.shape.levels[0]!)}
<svg x="${MAP.x}" y="${MAP.y}" width="${MAP.width}" height="${MAP.height}" viewBox="-1 -1 ${Math.max(layout.width, 400) + 2} ${Math.max(layout.height, 300) + 2}" preserveAspectRatio="xMinYMin meet">
${sessionMap(view, layout, { paint })}
</svg>
${closeUp(view, layout, GRID, gridRow)}
${closeUp(view, layout, SQUARE, squareRow)}
${legendLine(legendEntries(view), MAP.x, 776, paint)}
</svg>
`.text;
}

/** What the picture shows, for who can't see it. */
function pictureWords(facts: SessionFacts): string {
  return `Cryo-EM session at ${clock(facts.clockSeconds)} of ${clock(facts.budgetSeconds)} h: ${countWords(facts).join(", ")}`;
}

/** The target of a level where the stage stands, or in which it exposed last; undefined if there is none. */
function rowAt({ tree, place, exposures }: SessionView, level: number): number | undefined {
  if (place !== 0 && tree.level[place]! >= level) return tree.ancestor(place, level);
  const last = exposures.at(-1);
  return last === undefined ? undefined : tree.ancestor(last.hole, level);
}

function header(facts: SessionFacts, paint: Colouring): Html {
  const { clockSeconds, budgetSeconds, ended } = facts;
  const share = budgetSeconds > 0 ? Math.min(1, clockSeconds / budgetSeconds) : 1;
  const width = PICTURE_WIDTH - 40;
  const time = `${clock(clockSeconds)} of ${clock(budgetSeconds)} h${ended ? " · ended" : ""}`;
  return html`<text class="m-title" x="20" y="30">${facts.good} good</text>
<text class="m-fact" x="${130 + 12 * String(facts.good).length}" y="31">${countWords(facts).slice(1).join(" · ")}</text>
<text class="m-fact" x="${PICTURE_WIDTH - 20}" y="31" text-anchor="end">${time}</text>
<rect x="20" y="52" width="${width}" height="8" rx="4" fill="${paint("line")}"/>
<rect x="20" y="52" width="${(width * share).toFixed(1)}" height="8" rx="4" fill="${paint("muted")}"/>`;
}

function heading({ x, y }: Panel, words: string): Html {
  return html`<text class="m-head" x="${x}" y="${y - 16}">${words}</text>`;
}

/** A part of the map again, larger: it refers to what {@link sessionMap} drew. */
function closeUp(view: SessionView, layout: MapLayout, panel: Panel, row: number | undefined): Html {
  const frame = layout.frames.find((candidate) => candidate.row === row);
  if (row === undefined || frame === undefined) return html``;
  const { tree } = view;
  const words = targetTitle(tree, row, shortNames(tree));
  const part = frame.level === drawnLevels(tree).square ? withoutHeader(frame) : frame;
  const zoom = Math.min(panel.width / part.width, panel.height / part.height, MOST_ZOOM);
  return html`${heading(panel, words)}
<svg x="${panel.x}" y="${panel.y}" width="${(zoom * part.width).toFixed(1)}" height="${(zoom * part.height).toFixed(1)}" viewBox="${viewBoxOf(part)}">
<use href="#b${row}"/><use href="#q${row}"/>${frame.level < drawnLevels(tree).square ? html`<use href="#t${row}"/>` : undefined}${mapPlace(view, layout)}
</svg>`;
}

/** A square without the room for its name, which a close-up has above it. */
export function withoutHeader({ x, y, width, height }: Panel): Panel {
  return { x, y: y + SQUARE_HEADER - SQUARE_PADDING, width, height: height - SQUARE_HEADER + SQUARE_PADDING };
}

/** A frame with its border. */
export function viewBoxOf({ x, y, width, height }: Panel): string {
  return [x - 1, y - 1, width + 2, height + 2].map((value) => value.toFixed(1)).join(" ");
}
