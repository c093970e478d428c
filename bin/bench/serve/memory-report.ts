import type { TopLevelSpec } from "vega-lite";
import { page } from "../../../agent/report/page.js";
import { renderChart } from "../../../agent/report/render-chart.js";
import { html } from "../../../env/render/html.js";
import { colour } from "../../../env/render/palette.js";
import { growthSentence } from "./growth-sentence.js";
import type { LongRunMeasurement } from "./long-run.js";

/** The memory of a server in a long run, as a self-contained HTML page. */
export async function memoryReport(measured: LongRunMeasurement): Promise<string> {
  const { instruments, minutes, sessions, exposures } = measured;
  return page(
    "Memory of the policy server",
    html`<header>
<h1>Memory of the policy server</h1>
<p class="lead">${minutes} minutes of ${instruments} instruments · ${sessions} sessions from beginning to end · ${exposures} decisions carried out</p>
</header>
<section>
<figure>${await renderChart(memoryChart(measured))}<figcaption>Heap of the main thread after garbage collection, and all that the process has. ${growthSentence("The heap", measured.heap)} ${growthSentence("The whole", measured.resident)} The first ${measured.settling} samples are left out of that.</figcaption></figure>
</section>`,
  );
}

function memoryChart({ samples, minutes }: LongRunMeasurement): TopLevelSpec {
  const lines = [
    ["all of the process", "orange", ({ residentMebibytes }) => residentMebibytes],
    ["heap", "blue", ({ heapMebibytes }) => heapMebibytes],
  ] as const satisfies readonly (readonly [string, string, (sample: (typeof samples)[number]) => number])[];
  const values = lines.flatMap(([what, , of]) =>
    samples.map((sample) => ({ what, minutes: 60 * sample.hours, mebibytes: of(sample) })),
  );
  return {
    width: 760,
    height: 280,
    description: "Memory of the server over time",
    data: { values },
    mark: { type: "line", point: { size: 18 } },
    encoding: {
      x: {
        field: "minutes",
        type: "quantitative",
        title: "minutes",
        scale: { domain: [0, minutes], nice: false },
        axis: { grid: false },
      },
      y: { field: "mebibytes", type: "quantitative", title: "MiB", scale: { zero: true } },
      color: {
        field: "what",
        type: "nominal",
        scale: { domain: lines.map(([what]) => what), range: lines.map(([, name]) => colour(name)) },
        legend: { orient: "top", title: null },
      },
    },
  };
}
