import { type Html, html } from "../../../env/render/html.js";
import { seriesColour } from "../../../env/render/palette.js";

/** Which colour stands for which policy. */
export function policyLegend(policies: readonly string[]): Html {
  return legend(policies.map((policy, i) => [policy, seriesColour(i)] as const));
}

export function legend(entries: readonly (readonly [name: string, colour: string])[]): Html {
  return html`<ul class="legend">${entries.map(([name, colour]) => html`<li>${swatch(colour)}${name}</li>`)}</ul>`;
}

export function swatch(colour: string): Html {
  return html`<span class="swatch" style="background:${colour};margin-right:2px"></span>`;
}
