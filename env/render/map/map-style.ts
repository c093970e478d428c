import type { Colouring } from "../palette.js";
import { LABEL_FONT } from "./map-labels.js";

/** Fonts of all pictures; the rasteriser knows the last but one. */
export const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif";

/**
 * CSS for what a map is made of. Selectors name classes alone, without what these lie in: a close-up shows them again by
 * `use`, where browsers see no ancestors.
 */
export function mapStyle(paint: Colouring): string {
  return `
.map{font-family:${FONT}}
.m-name,.m-facts,.m-cell-name,.m-legend{dominant-baseline:central}
.m-legend{font-size:12px;fill:${paint("ink")}}
.m-name{font-size:${LABEL_FONT[0]}px;fill:${paint("ink")};stroke:${paint("panel")};stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.m-facts{font-size:${LABEL_FONT[1]}px;fill:${paint("muted")};stroke:${paint("panel")};stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.m-cell-name{font-size:8px;fill:${paint("muted")};text-anchor:middle}
.m-grid{fill:none;stroke:${paint("line")}}
.m-square{fill:${paint("panel")};stroke:${paint("line")}}
.m-group{fill:${paint("patch")}}
.m-rim{fill:none;stroke:${paint("faint")};stroke-width:.6px}
.m-cell{fill:none;stroke:${paint("faint")};stroke-dasharray:2 2}
.m-cell.m-known{fill:${paint("patch")};stroke-dasharray:none}
.m-cell.m-visited{fill:${paint("patch")};stroke:${paint("muted")};stroke-width:1.6px;stroke-dasharray:none}
.m-w{fill:none;stroke:${paint("muted")};stroke-width:1px}
.m-w.m-move{stroke:${paint("ink")};stroke-width:1.6px;stroke-linecap:round}
.m-w.m-far{stroke:${paint("ink")};stroke-width:2.2px;stroke-linecap:round}
.m-here{fill:none;stroke:${paint("ink")};stroke-width:2px}
`;
}
