import type { EpisodeRecord } from "../../evaluate/episode-record.js";
import { canNormalise } from "../../statistics/normalised-score.js";
import { studentQuantile } from "../../statistics/student-distribution.js";
import type { AblationResult } from "./ablate.js";

/** A line of the table: scores in points of 100, 0 being `raster` and 100 the bound. */
export interface AblationLine {
  readonly name: string;
  readonly what: string;
  readonly seeds: number;
  readonly score: number;
  /** 95 % interval over seeds (Student's t); null for one seed. */
  readonly scoreInterval: readonly [number, number] | null;
  /** Less the first reference, in the same worlds. */
  readonly difference: number;
  readonly differenceInterval: readonly [number, number] | null;
  /** Share of the worlds in which it is better than the first reference, ties counting half; mean over seeds. */
  readonly better: number;
}

/**
 * What an ablation has come to, line by line: the references, then the variants. Intervals are over training seeds; that
 * worlds differ is common to all lines.
 */
export function ablationLines({ references, variants }: AblationResult): AblationLine[] {
  const scale = scalesOf(references[0]!.records);
  const against = scoresOf(references[0]!.records, scale);
  const line = (name: string, what: string, runs: readonly (readonly EpisodeRecord[])[]): AblationLine => {
    const scores = runs.map((records) => scoresOf(records, scale));
    const means = scores.map((score) => mean([...score.values()]));
    const differences = scores.map((score) => mean([...score].map(([key, value]) => value - against.get(key)!)));
    const better = scores.map((score) => mean([...score].map(([key, value]) => winOf(value, against.get(key)!))));
    return {
      name,
      what,
      seeds: runs.length,
      score: mean(means),
      scoreInterval: intervalOf(means),
      difference: mean(differences),
      differenceInterval: intervalOf(differences),
      better: mean(better),
    };
  };
  return [
    ...references.map(({ name, records }) => line(name, "", [records])),
    ...variants.map(({ name, what, runs }) =>
      line(
        name,
        what,
        runs.map(({ records }) => records),
      ),
    ),
  ];
}

/** The same as a table in Markdown. */
export function ablationTable(lines: readonly AblationLine[]): string {
  const reference = lines[0]!.name;
  const points = (value: number) => value.toFixed(1).replace("-", "−");
  const span = (interval: readonly [number, number] | null) =>
    interval === null ? "" : ` (${points(interval[0])} – ${points(interval[1])})`;
  const header = ["", "what", "seeds", "score", `− ${reference}`, `better than ${reference}, %`];
  const rows = lines.map(({ name, what, seeds, score, scoreInterval, difference, differenceInterval, better }) => [
    name,
    what,
    `${seeds}`,
    `${points(score)}${span(scoreInterval)}`,
    name === reference ? "" : `${points(difference)}${span(differenceInterval)}`,
    name === reference ? "" : (100 * better).toFixed(0),
  ]);
  const text = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [text(header), text(header.map(() => "---")), ...rows.map(text)].join("\n");
}

/** By scenario: the mean of `raster`, and how far above it the mean bound is. */
function scalesOf(records: readonly EpisodeRecord[]): Map<string, readonly [raster: number, span: number]> {
  const scenarios = [...new Set(records.map(({ scenario }) => scenario))];
  return new Map(
    scenarios.flatMap((name) => {
      const own = records.filter(({ scenario }) => scenario === name);
      const [raster, bound] = [mean(own.map((record) => record.raster)), mean(own.map((record) => record.bound))];
      return canNormalise(raster, bound) ? [[name, [raster, bound - raster] as const] as const] : [];
    }),
  );
}

/** By world. */
function scoresOf(
  records: readonly EpisodeRecord[],
  scales: ReadonlyMap<string, readonly [number, number]>,
): Map<string, number> {
  return new Map(
    records.flatMap(({ scenario, episode, return: value }) => {
      const scale = scales.get(scenario);
      return scale === undefined ? [] : [[`${scenario} ${episode}`, (100 * (value - scale[0])) / scale[1]] as const];
    }),
  );
}

function winOf(a: number, b: number): number {
  return a > b ? 1 : a < b ? 0 : 0.5;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function intervalOf(values: readonly number[]): [number, number] | null {
  const count = values.length;
  if (count < 2) return null;
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (count - 1);
  const half = studentQuantile(0.975, count - 1) * Math.sqrt(variance / count);
  return [centre - half, centre + half];
}
