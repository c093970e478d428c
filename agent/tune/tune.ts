import { mean } from "simple-statistics";
import { type Comparison, compareSettings, type PairedReturns, scaleOf } from "./compare-settings.js";
import { runEpisodeOf } from "./run-setting.js";
import { type Rung, type SearchName, searches } from "./search.js";
import type { Setting } from "./settings.js";
import type { TuningLog } from "./tuning-log.js";
import type { TuningTask } from "./tuning-task.js";

/** What scales differences, together with the bound. */
const REFERENCE = "raster";

export interface TuneOptions {
  readonly tasks: readonly TuningTask[];
  /** The default first. */
  readonly settings: readonly Setting[];
  readonly episodes: number;
  /** The best setting is compared with the default on as many further episodes, which played no part in choosing it. */
  readonly confirmEpisodes: number;
  readonly seed: number;
  readonly search: SearchName;
  readonly log: TuningLog;
  /** Of cryogym: results of another version are not taken from the log. */
  readonly version: string;
  /** Called after each episode of each setting; {@link tuningSize} has their number. */
  readonly onEpisode?: () => void;
}

/** How one setting did. */
export interface SettingResult extends Setting {
  /** Episodes on each task that it was run for. */
  readonly episodes: number;
  /** Mean return by task. */
  readonly means: readonly number[];
  /** To the default, on these episodes. */
  readonly comparison: Comparison;
}

export interface TuningResult {
  /** In the order given, the default first. */
  readonly settings: readonly SettingResult[];
  /** The one with the greatest mean difference of those run for all episodes; the default if none is above it. */
  readonly best: SettingResult;
  /** The best one on the further episodes; undefined if that is the default, or there were none. */
  readonly confirmation: SettingResult | undefined;
}

/** Most episodes that {@link tune} runs or takes from the log. */
export function tuningSize({ tasks, settings, episodes, confirmEpisodes, search }: TuneOptions): number {
  let size = 2 * (episodes + confirmEpisodes) + confirmEpisodes;
  let before = 0;
  for (const rung of rungsOf(search, settings.length - 1, episodes)) {
    size += rung.settings * (rung.episodes - before);
    before = rung.episodes;
  }
  return tasks.length * size;
}

/**
 * Compares settings of a policy's parameters with its defaults in the same episodes.
 *
 * @example tune({ tasks: tuningTasks(["y1-wide"]), settings: settingsOf(entry, choices), episodes: 60, … })
 */
export function tune(options: TuneOptions): TuningResult {
  const { settings, search, episodes, confirmEpisodes } = options;
  const [standard, ...others] = settings as [Setting, ...Setting[]];
  const returns = new Returns(options);
  const ran = new Map<string, number>();
  let left = others;
  for (const rung of rungsOf(search, others.length, episodes)) {
    left = left.slice(0, rung.settings);
    returns.extend([standard, ...left], 0, rung.episodes);
    for (const { spec } of left) ran.set(spec, rung.episodes);
    const score = ({ spec }: Setting) => returns.compare(spec, standard.spec, 0, rung.episodes).overall.mean;
    const scores = new Map(left.map((setting) => [setting.spec, score(setting)]));
    left = [...left].sort((a, b) => scores.get(b.spec)! - scores.get(a.spec)!);
  }
  returns.extend([standard], 0, episodes);
  ran.set(standard.spec, episodes);
  const resultOf = (setting: Setting, from: number, to: number): SettingResult => ({
    ...setting,
    episodes: to - from,
    means: returns.means(setting.spec, from, to),
    comparison: returns.compare(setting.spec, standard.spec, from, to),
  });
  const results = settings.map((setting) => resultOf(setting, 0, ran.get(setting.spec)!));
  const best = results
    .filter((result) => result.episodes === episodes)
    .reduce((a, b) => (b.comparison.overall.mean > a.comparison.overall.mean ? b : a));
  if (best.spec === standard.spec || confirmEpisodes === 0) return { settings: results, best, confirmation: undefined };
  returns.extend([standard, best], episodes, episodes + confirmEpisodes);
  return { settings: results, best, confirmation: resultOf(best, episodes, episodes + confirmEpisodes) };
}

function rungsOf(search: SearchName, settings: number, episodes: number): Rung[] {
  return settings === 0 ? [] : searches[search](settings, episodes);
}

/** Returns of settings and the reference by task and episode. */
class Returns {
  readonly #options: TuneOptions;
  readonly #returns = new Map<string, number[][]>();
  readonly #bounds: number[][];

  constructor(options: TuneOptions) {
    this.#options = options;
    this.#bounds = options.tasks.map(() => []);
  }

  /** Runs what is missing of some settings and the reference in the episodes from one to before another. */
  extend(settings: readonly Setting[], from: number, to: number): void {
    const { tasks, seed, version, log, onEpisode = () => {} } = this.#options;
    const specs = [...settings.map(({ spec }) => spec), REFERENCE];
    tasks.forEach((task, t) => {
      for (let episode = from; episode < to; episode++) {
        const missing = specs.filter((spec) => this.#of(spec)[t]![episode] === undefined);
        const records = runEpisodeOf(task, missing, { seed, episode, version }, log, onEpisode);
        for (const record of records) {
          this.#of(record.policy)[t]![episode] = record.return;
          this.#bounds[t]![episode] = record.bound;
        }
      }
    });
  }

  means(spec: string, from: number, to: number): number[] {
    return this.#of(spec).map((values) => mean(values.slice(from, to)));
  }

  compare(spec: string, standard: string, from: number, to: number): Comparison {
    const paired = this.#options.tasks.map((_, t): PairedReturns => {
      const slice = (values: readonly number[]) => values.slice(from, to);
      return {
        returns: slice(this.#of(spec)[t]!),
        ofDefault: slice(this.#of(standard)[t]!),
        scale: scaleOf(slice(this.#bounds[t]!), slice(this.#of(REFERENCE)[t]!)),
      };
    });
    return compareSettings(paired, this.#options.seed);
  }

  #of(spec: string): number[][] {
    let returns = this.#returns.get(spec);
    if (returns === undefined) {
      returns = this.#options.tasks.map(() => []);
      this.#returns.set(spec, returns);
    }
    return returns;
  }
}
