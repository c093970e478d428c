import { type Html, html } from "../html.js";
import type { MapLayout } from "../layout/map-layout.js";
import type { SessionView } from "../session-view.js";
import { rounded } from "./position.js";

/** Where the stage stands: a ring around a hole, a border around a group, square or grid. */
export function mapPlace({ tree, place }: SessionView, layout: MapLayout): Html {
  if (place === 0) return html``;
  const x = layout.x[place]!;
  if (!Number.isNaN(x)) {
    const radius = rounded((tree.isLeaf(place) ? 0.72 : 0.5) * (tree.isLeaf(place) ? layout.pitch : layout.holePitch));
    return html`<circle class="m-here" cx="${rounded(x)}" cy="${rounded(layout.y[place]!)}" r="${radius}"/>`;
  }
  const box = [...layout.frames, ...layout.cells].find((frame) => frame.row === place);
  if (box === undefined) return html``;
  return html`<rect class="m-here" x="${rounded(box.x)}" y="${rounded(box.y)}" width="${rounded(box.width)}" height="${rounded(box.height)}" rx="5"/>`;
}
