import { exposures } from "../../env/render/exposures.js";
import { clock, count, decimals } from "../../env/render/figures.js";
import type { HoleState } from "../../env/render/hole-state.js";
import { type Html, html } from "../../env/render/html.js";
import { type ColourName, colour } from "../../env/render/palette.js";
import { shortNames } from "../../env/render/short-names.js";
import type { SessionReportData } from "./session-report-data.js";

const dots: Partial<Readonly<Record<HoleState, ColourName>>> = {
  good: "blue",
  bad: "orange",
  "failed fit": "vermilion",
};

/** All exposures in order, folded away: when, where, what came of it, and why it was chosen. */
export function exposureList(data: SessionReportData): Html {
  const { tree, main, reasons } = data;
  const names = shortNames(tree);
  const taken = exposures(tree, main.events);
  const rows = taken.map(({ number, hole, atSeconds, state, ctfResolutionAngstrom }) => {
    const place: string[] = [];
    for (let at = hole; at > 0; at = tree.parent[at]!) place.unshift(names[at]!);
    const dot = html`<span class="mark" style="background:${colour(dots[state] ?? "faint")}${state === "good" ? ";border-radius:50%" : ""}"></span>`;
    const reason = reasons === undefined ? undefined : html`<td class="text">${reasons.get(tree.ids[hole]!)}</td>`;
    return html`
<tr><td>${number}</td><td>${clock(atSeconds)}</td><td class="text one-line" title="${tree.path(hole)}">${place.join(" / ")}</td><td class="text one-line">${dot}${state}</td><td>${decimals(ctfResolutionAngstrom, 1)}</td>${reason}</tr>`;
  });
  return html`<details>
<summary>All ${count(taken.length, "exposure")} of ${main.policy}, in order</summary>
<div class="wide"><table>
<thead><tr><th>#</th><th>Time (h)</th><th class="text one-line">${tree.shape.levels.slice(1).join(" / ")}</th><th class="text">Outcome</th><th>CTF resolution (Å)</th>${reasons === undefined ? undefined : html`<th class="text">Why</th>`}</tr></thead>
<tbody>${rows}
</tbody></table></div>
</details>`;
}
