import { type Html, html } from "../html.js";
import type { MapLayout } from "../layout/map-layout.js";
import type { Colouring } from "../palette.js";
import type { SessionView } from "../session-view.js";
import { mapBoxes } from "./map-boxes.js";
import { mapLabels } from "./map-labels.js";
import { mapLeaves, type TipOf } from "./map-leaves.js";
import { mapPlace } from "./map-place.js";
import { mapWay } from "./map-way.js";
import { markSymbols } from "./mark.js";

export interface SessionMapOptions {
  /** How colours are named: as a page's variables, or plainly for a picture that stands alone. */
  readonly paint: Colouring;
  /** What leaves say when they are pointed at. */
  readonly tip?: TipOf;
  /** Whether to mark where the stage stands. Default: true. */
  readonly place?: boolean;
}

/**
 * The map of a session as the inside of an SVG element of the layout's size: what is known of cassette, grids, squares
 * and holes, and the way taken. It is styled by {@link mapStyle} below the class `map`.
 *
 * @example html`<svg class="map" viewBox="0 0 ${layout.width} ${layout.height}">${sessionMap(view, layout, { paint })}</svg>`
 */
export function sessionMap(view: SessionView, layout: MapLayout, options: SessionMapOptions): Html {
  const { paint, tip = () => undefined, place = true } = options;
  const way = mapWay(view, layout);
  return html`${markSymbols(layout.pitch, paint)}${mapBoxes(view, layout)}
<g id="far">${way.between}</g>
${mapLeaves(view, layout, way, tip)}
${mapLabels(view, layout)}
${place ? mapPlace(view, layout) : undefined}`;
}
