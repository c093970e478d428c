import { type Html, html } from "../../env/render/html.js";
import type { LegendEntry } from "../../env/render/map/legend.js";
import { legendMark } from "../../env/render/map/mark.js";
import { colour } from "../../env/render/palette.js";

const SIZE = 15;

/** What a map's marks mean, as a line of a page that breaks where it must. */
export function mapLegend(entries: readonly LegendEntry[]): Html {
  return html`<ul class="legend">${entries.map(({ marks, words, className }) => {
    const drawn = marks.map((mark, i) => legendMark(mark, SIZE * (i + 0.5), SIZE / 2, SIZE, colour));
    const width = SIZE * marks.length;
    return html`<li${className === undefined ? undefined : html` class="${className}"`}><svg width="${width}" height="${SIZE}" aria-hidden="true">${drawn}</svg>${words}</li>`;
  })}</ul>`;
}
