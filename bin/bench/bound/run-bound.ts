import { formatTable } from "../../terminal/format-table.js";
import { progressBar } from "../../terminal/progress-bar.js";
import { type BoundMeasurement, type BoundTiming, measureBound, timeBound } from "./bound-bench.js";
import { boundCases } from "./bound-cases.js";
import { loadHighs } from "./load-highs.js";

/** `cryogym bench bound`: prints how tight the bound is. @throws UserError if the solver is not installed */
export async function runBound({ json = false, episodes }: { json?: boolean; episodes: number }): Promise<void> {
  const highs = await loadHighs();
  const cases = boundCases();
  const progress = progressBar(cases.length * episodes, "episodes");
  const results = cases.map((boundCase) => measureBound(highs, boundCase, episodes, () => progress.step()));
  progress.stop();
  const timing = timeBound();
  process.stdout.write(json ? `${JSON.stringify({ episodes, results, timing }, null, 2)}\n` : text(results, timing));
}

function text(results: readonly BoundMeasurement[], { scenario, holes, milliseconds }: BoundTiming): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const header = ["case", "episodes", "median gap", "mean gap", "worst gap", "exact", "reached", "clairvoyant/bound"];
  const rows = results.map((r) => [
    r.name,
    `${r.episodes}`,
    percent(r.medianGap),
    percent(r.meanGap),
    percent(r.worstGap),
    percent(r.exactShare),
    percent(r.reachedShare),
    percent(r.clairvoyantShare),
  ]);
  const timed = `A bound takes ${milliseconds.toFixed(1)} ms of processor time in the median (${scenario}, ${holes} holes).`;
  return `${formatTable(header, rows)}\n\n${timed}\n`;
}
