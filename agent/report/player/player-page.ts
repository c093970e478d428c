import { clock, duration } from "../../../env/render/figures.js";
import type { HoleState } from "../../../env/render/hole-state.js";
import { Html, html } from "../../../env/render/html.js";
import { layoutMap } from "../../../env/render/layout/map-layout.js";
import { type LegendEntry, legendEntries } from "../../../env/render/map/legend.js";
import { sessionMap } from "../../../env/render/map/session-map.js";
import { colour } from "../../../env/render/palette.js";
import { type SessionView, viewOfSession } from "../../../env/render/session-view.js";
import type { SessionEvent } from "../../../env/session/session-recorder.js";
import type { SimulatedSession } from "../../evaluate/simulate.js";
import { mapLegend } from "../map-legend.js";
import { notesList } from "../notes-list.js";
import { page } from "../page.js";
import { goodTimeline } from "./good-timeline.js";
import { playerData } from "./player-data.js";
import { playerScript } from "./player-script.js";
import { playerStyle } from "./player-style.js";

export interface PlayerPageOptions {
  readonly scenario: string;
  /** Sentences that must be shown, such as where the data come from. */
  readonly notes: readonly string[];
}

/** A small map is shown no larger than this many times its size. */
const MOST_ZOOM = 1.3;

/**
 * A simulated session as a self-contained HTML page that can be stepped through: maps of cassette, grid and square, the
 * way taken, why it was taken, and the count of good micrographs against time, each as it was known then. The truth can
 * be shown by a switch.
 *
 * @example writeFileSync("session.html", playerPage(simulate(firstEpisode(scenario, source, 7), "index"), { scenario: scenario.name, notes: source.notes }));
 */
export function playerPage(simulated: SimulatedSession, { scenario, notes }: PlayerPageOptions): string {
  const { session, way, policy } = simulated;
  const { plan } = session;
  const data = playerData(simulated);
  const last = data.steps.length - 2;
  const tall = data.decisions.some((decision) => decision[4] !== undefined) ? "decision tall" : "decision";
  const title = `${scenario}: ${policy}, step by step`;
  return page(
    title,
    html`<header>
<h1>${title}</h1>
<p class="lead">${duration(plan.budgetSeconds)} · a micrograph is good if <code>${plan.objective.goodExpression}</code> · at most ${atMost(simulated)} for whoever knows all outcomes</p>
${notesList(notes)}
</header>
${controls(simulated, last)}
<section class="${tall}" aria-label="What happened, and why">
<div><h2>What happened</h2><ul id="what"></ul></div>
<div><h2>Why</h2><p id="why"></p><dl class="numbers" id="numbers"></dl></div>
<div><table class="candidates" id="candidates" hidden><caption></caption><tbody></tbody></table></div>
</section>
<div class="player">
<div>
<h2>${simulated.session.tree.shape.levels[0]!}</h2>
${mapFigure(simulated)}
<h2 style="margin-top:18px">Good micrographs over time</h2>
${goodTimeline(way.events, plan.budgetSeconds)}
<p class="keys"><kbd>←</kbd> <kbd>→</kbd> step · <kbd>Page Up</kbd> <kbd>Page Down</kbd> ten steps · <kbd>Home</kbd> <kbd>End</kbd> · <kbd>Space</kbd> play and pause · click the curve to go there</p>
</div>
<div>
${closeUp("close-square")}
${closeUp("close-grid")}
</div>
</div>
<p id="said" class="visually-hidden" role="status"></p>
<script type="application/json" id="session">${new Html(jsonInHtml(data))}</script>`,
    { style: playerStyle, script: playerScript },
  );
}

/** JSON that no HTML parser takes for an end of the element it stands in. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function controls({ session }: SimulatedSession, last: number): Html {
  const { clockSeconds, plan, goodCount, exposedCount, resultCount, pendingCount } = session;
  const share = resultCount[0] === 0 ? "–" : `${Math.round((100 * goodCount[0]!) / resultCount[0]!)} %`;
  const button = (id: string, text: string, label: string) =>
    html`<button type="button" id="${id}" aria-label="${label}" title="${label}">${text}</button>`;
  const fact = (id: string, value: string | number, name: string, more?: Html) =>
    html`<div><dt>${name}</dt><dd><span id="${id}">${value}</span>${more}</dd></div>`;
  return html`<div class="controls" role="group" aria-label="Steps of the session">
<div class="controls-row">
<span class="group-of-buttons">${button("first", "|◂", "To the start")}${button("back", "◂", "One step back")}<button type="button" id="play" aria-pressed="false">Play</button>${button("forward", "▸", "One step on")}${button("last", "▸|", "To the end")}</span>
<input type="range" id="slider" min="0" max="${last}" value="${last}" aria-label="Step">
<label>Speed <select id="speed"><option value="2">2 steps/s</option><option value="8" selected>8 steps/s</option><option value="30">30 steps/s</option></select></label>
<label><input type="checkbox" id="truth"> Show the truth</label>
</div>
<dl class="readout">
${fact("clock", clock(clockSeconds), "h", html` <span class="budget">of ${clock(plan.budgetSeconds)}</span>`)}
${fact("good", goodCount[0]!, "good")}
${fact("exposed", exposedCount[0]!, "exposures")}
${fact("share", share, "good share")}
${fact("pending", pendingCount, "pending")}
${fact("step", `${last} / ${last}`, "step")}
</dl>
</div>`;
}

function mapFigure({ session, way }: SimulatedSession): Html {
  const { tree } = session;
  const view = viewOfSession(session, way);
  const layout = layoutMap(tree, { maxWidth: 1000, maxHeight: 700 });
  const width = Math.ceil(layout.width + 2);
  const height = Math.ceil(layout.height + 2);
  const schematic =
    layout.kind === "schematic"
      ? html`<strong>Schematic: this session has no stage positions.</strong> Holes lie as in their group’s image; groups, squares and grids are set side by side.`
      : html`Holes lie at their stage positions within each square; squares and grids are set side by side.`;
  return html`<figure class="map-figure">
${mapLegend(legend(view, way.events))}
<svg id="whole" class="map whole" role="img" aria-label="Map of the cassette as known at this step, and the way taken" viewBox="-1 -1 ${width} ${height}" style="max-width:${Math.ceil(MOST_ZOOM * width)}px" data-ring="${(0.72 * layout.pitch).toFixed(1)}">
${sessionMap(view, layout, { paint: colour, place: false })}
</svg>
<figcaption>${schematic} The ring or thick border is the stage.</figcaption>
</figure>`;
}

/** What the map may show at any step, the truth included. */
function legend(view: SessionView, events: readonly SessionEvent[]): LegendEntry[] {
  const isLate = events.some(({ kind, atSeconds }, i) => {
    const next = events[i + 1];
    return kind === "exposed" && !(next?.kind === "resulted" && next.atSeconds === atSeconds);
  });
  const before: HoleState[] = isLate ? ["not exposed", "pending"] : ["not exposed"];
  return [
    ...legendEntries(view, before),
    { marks: ["trueGood", "trueBad"], words: "in truth good, not good", className: "truth-only" },
  ];
}

function closeUp(id: string): Html {
  return html`<figure class="close-up" id="${id}" hidden><h2></h2><svg class="close map" role="img" aria-label="Close-up" preserveAspectRatio="xMinYMin meet"></svg></figure>`;
}

/** The bound in the objective's own words. */
function atMost({ session, bound }: SimulatedSession): string {
  const { metric, unit, costPerHour } = session.plan.objective;
  if (metric === "goodMicrographs" && costPerHour === 0) return `${Math.floor(bound)} good`;
  return `a return of ${Number(bound.toPrecision(4))} ${unit}${costPerHour > 0 ? ", time paid" : ""}`;
}
