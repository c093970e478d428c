import { type Html, html } from "../../../env/render/html.js";
import type { SessionEvent } from "../../../env/session/session-recorder.js";

const WIDTH = 760;
const HEIGHT = 170;
/** Room for the labels of the axes, pixels. */
const LEFT = 40;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 26;

/**
 * Good micrographs against the session's time, as an SVG element. What lies after the time of the step is faint: the
 * page moves the rectangle with the id `past-clip` and the line with the id `now`; seconds become pixels by the
 * attributes `data-left` and `data-scale`.
 */
export function goodTimeline(events: readonly SessionEvent[], budgetSeconds: number): Html {
  const goods = events.filter((event) => event.kind === "resulted" && event.good).map((event) => event.atSeconds);
  const end = events.reduce((latest, event) => Math.max(latest, event.atSeconds), 0);
  const spanSeconds = Math.max(budgetSeconds, end, 1);
  const scale = (WIDTH - LEFT - RIGHT) / spanSeconds;
  const most = Math.max(1, goods.length);
  const x = (seconds: number) => (LEFT + scale * seconds).toFixed(1);
  const y = (good: number) => (HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * good) / most).toFixed(1);
  const line = `M${x(0)},${y(0)}${goods.map((seconds, i) => `H${x(seconds)}V${y(i + 1)}`).join("")}H${x(end)}`;
  const hours = ticks(spanSeconds / 3600, 8);
  const counts = ticks(most, 4).filter(Number.isInteger);
  return html`<svg id="timeline" class="timeline" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Good micrographs against session time" data-left="${LEFT}" data-scale="${scale}">
<clipPath id="past"><rect id="past-clip" x="0" y="0" width="${WIDTH}" height="${HEIGHT}"/></clipPath>
${counts.map((good) => html`<path class="tick" d="M${LEFT},${y(good)}H${WIDTH - RIGHT}"/><text class="axis" x="${LEFT - 7}" y="${y(good)}" text-anchor="end">${good}</text>`)}
${hours.map((hour) => html`<text class="axis" x="${x(hour * 3600)}" y="${HEIGHT - 10}" text-anchor="middle">${hour} h</text>`)}
<path class="future" d="${line}"/><path class="past" clip-path="url(#past)" d="${line}"/>
<path id="now" class="now" d="M0,${TOP - 6}V${HEIGHT - BOTTOM}"/>
</svg>`;
}

/** Round numbers from 0 to a greatest value, about as many as wanted. */
function ticks(most: number, wanted: number): number[] {
  const raw = most / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw)!;
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}
