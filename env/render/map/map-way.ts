import { type Html, html } from "../html.js";
import type { MapLayout } from "../layout/map-layout.js";
import type { SessionView } from "../session-view.js";
import { drawnLevels } from "../tree-walk.js";
import { type WayStep, way } from "../way.js";
import { rounded } from "./position.js";

/** The steps of a way as SVG paths, each with the class `m-w` and, as `data-n`, the number of the exposure it leads to. */
export interface MapWay {
  /** From one square to another. */
  readonly between: readonly Html[];
  /** By the row of the square in which the steps lie. */
  readonly within: ReadonlyMap<number, readonly Html[]>;
}

/** Steps within a group as straight lines, moves as arcs; fainter at the beginning. */
export function mapWay({ tree, exposures, start }: SessionView, layout: MapLayout): MapWay {
  const { square } = drawnLevels(tree);
  const between: Html[] = [];
  const within = new Map<number, Html[]>();
  way(tree, exposures, start).forEach((step, i) => {
    const path = drawStep(step, i + (start === undefined ? 2 : 1), layout, drawnLevels(tree).group);
    if (step.level <= square) {
      between.push(path);
      return;
    }
    const at = tree.ancestor(step.to, square);
    const here = within.get(at);
    if (here === undefined) within.set(at, [path]);
    else here.push(path);
  });
  return { between, within };
}

function drawStep({ from, to, level, time }: WayStep, number: number, layout: MapLayout, group: number): Html {
  const [ax, ay] = [layout.x[from]!, layout.y[from]!];
  const [bx, by] = [layout.x[to]!, layout.y[to]!];
  const ends = `M${rounded(ax)},${rounded(ay)}`;
  if (level > group) {
    return html`<path class="m-w" data-n="${number}" opacity="${rounded(0.3 + 0.5 * time)}" d="${ends}L${rounded(bx)},${rounded(by)}"/>`;
  }
  const bend = level === group ? 0.14 : 0.2;
  const x = rounded((ax + bx) / 2 + bend * (ay - by));
  const y = rounded((ay + by) / 2 + bend * (bx - ax));
  const kind = level === group ? "move" : "far";
  return html`<path class="m-w m-${kind}" data-n="${number}" opacity="${rounded(0.45 + 0.45 * time)}" d="${ends}Q${x},${y},${rounded(bx)},${rounded(by)}"/>`;
}
