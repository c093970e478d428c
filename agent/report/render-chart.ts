import { parse, View } from "vega";
import { type Config, compile, type TopLevelSpec } from "vega-lite";
import { Html } from "../../env/render/html.js";
import { colour } from "../../env/render/palette.js";

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

const config: Config = {
  background: "transparent",
  font: FONT,
  view: { stroke: null },
  axis: {
    labelColor: colour("muted"),
    labelFontSize: 12,
    titleColor: colour("muted"),
    titleFontSize: 12,
    titleFontWeight: "normal",
    titlePadding: 10,
    gridColor: colour("line"),
    domainColor: colour("line"),
    tickColor: colour("line"),
  },
  legend: {
    labelColor: colour("ink"),
    labelFontSize: 12,
    labelLimit: 240,
    symbolStrokeWidth: 0,
    symbolOpacity: 1,
    columnPadding: 18,
  },
  text: { color: colour("ink"), fontSize: 12 },
};

/**
 * Draws a Vega-Lite chart as an SVG element, without a browser. Marks that have a `description` carry it as
 * `aria-label`, which the page shows as a tooltip.
 *
 * @param spec with its data inside: a report fetches nothing
 */
export async function renderChart(spec: TopLevelSpec): Promise<Html> {
  const chart = compile({ ...spec, config: { ...config, ...spec.config } }).spec;
  const view = new View(parse(chart), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return new Html(svg);
}
