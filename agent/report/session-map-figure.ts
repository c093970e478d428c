import { clock, decimals } from "../../env/render/figures.js";
import { type Html, html } from "../../env/render/html.js";
import type { MapLayout } from "../../env/render/layout/map-layout.js";
import { legendEntries } from "../../env/render/map/legend.js";
import { sessionMap } from "../../env/render/map/session-map.js";
import { colour } from "../../env/render/palette.js";
import { type SessionView, viewAfter } from "../../env/render/session-view.js";
import { shortNames } from "../../env/render/short-names.js";
import { mapLegend } from "./map-legend.js";
import type { SessionReportData } from "./session-report-data.js";

/** Every hole by what became of it, in the frames of its square and grid, and the way taken. */
export function sessionMapFigure(data: SessionReportData, layout: MapLayout): Html {
  const { tree, main, startHole } = data;
  const view = viewAfter(tree, { events: main.events, ...(startHole === undefined ? {} : { startHole }) });
  const width = Math.ceil(layout.width + 2);
  const height = Math.ceil(layout.height + 2);
  return html`${mapLegend(legendEntries(view))}<svg class="map" role="img" aria-label="Map of the session: holes by outcome, and the way taken" width="${width}" height="${height}" viewBox="-1 -1 ${width} ${height}">
${sessionMap(view, layout, { paint: colour, tip: tips(data, view), place: false })}
</svg>`;
}

/** What is known of each hole: its name and state; of exposed ones when, with what result and why. */
function tips({ tree, reasons }: SessionReportData, { states, exposures }: SessionView): (hole: number) => string {
  const names = shortNames(tree);
  const taken = new Map(exposures.map((exposure) => [exposure.hole, exposure]));
  return (hole) => {
    const place: string[] = [];
    for (let at = hole; at > 0; at = tree.parent[at]!) place.unshift(names[at]!);
    const lines = [`${place.join(" / ")} · ${states.get(hole)}`];
    const exposure = taken.get(hole);
    if (exposure !== undefined) {
      const ctf = decimals(exposure.ctfResolutionAngstrom, 1);
      lines.push(`exposure ${exposure.number} at ${clock(exposure.atSeconds)} h · CTF resolution ${ctf} Å`);
      lines.push(reasons?.get(tree.ids[hole]!) ?? "");
    }
    return lines.filter((line) => line !== "").join("\n");
  };
}
