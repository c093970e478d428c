import { median } from "simple-statistics";
import { CollectionEnv } from "../../env/collection/collection-env.js";
import type { EpisodeEnv } from "../../env/collection/episode-env.js";
import type { CollectionTask } from "../../env/collection/episode-starter.js";
import { HolesEnv } from "../../env/holes/holes-env.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { RandomStream } from "../../env/random/random-stream.js";
import { pooledSource } from "../../env/world/pool.js";
import { episodeRandom } from "../../env/world/start.js";
import type { SurveyMode } from "../../env/world/world-source.js";
import { benchTask, type TargetCount } from "./bench-task.js";
import { bytesInUse, collectGarbage } from "./heap.js";

/** What was measured of one environment with one number of targets. */
export interface EnvMeasurement {
  readonly environment: string;
  readonly targets: number;
  readonly survey: SurveyMode;
  /** Random legal steps a second on one core, observation and resets into a pool of worlds included; median of runs. */
  readonly stepsPerSecond: number;
  /** The same with every observation made from scratch. */
  readonly stepsPerSecondFromScratch: number;
  /** Memory of one more environment on a pool that there is already, and that by target. */
  readonly bytesPerEnvironment: number;
  readonly bytesPerTarget: number;
  /** Heap that steps leave behind, by step, after warm-up, resets included. */
  readonly allocatedBytesPerStep: number;
  readonly stepsPerEpisode: number;
  /** Worlds of that size that are generated a second; median of runs. */
  readonly worldsPerSecond: number;
}

/** How much is measured. */
export interface EnvBenchOptions {
  /** Seconds of each timed run, and how many runs the median is of. */
  readonly runSeconds: number;
  readonly runs: number;
}

/** So few that what they leave behind is not collected in between: that would hide it. */
const ALLOCATION_STEPS = 20_000;

/** Environments over which memory is averaged. */
const MEASURED_ENVIRONMENTS = 32;

/** Worlds in the pool that resets draw from. */
export const poolSize = 64;

type BenchEnv = EpisodeEnv<{ readonly mask: Uint8Array }>;

const environments: Readonly<Record<string, (task: CollectionTask) => BenchEnv>> = {
  [CollectionEnv.id]: (task) => new CollectionEnv(task),
  [HolesEnv.id]: (task) => new HolesEnv(task),
};

/** Names of the environments that are measured, each with how its worlds are surveyed. */
export const benchCases: readonly (readonly [string, SurveyMode])[] = [
  [CollectionEnv.id, "complete"],
  [CollectionEnv.id, "on-entry"],
  [HolesEnv.id, "complete"],
];

/** Measures one environment. */
export function measureEnv(
  environment: string,
  targets: TargetCount,
  survey: SurveyMode,
  { runSeconds, runs }: EnvBenchOptions,
): EnvMeasurement {
  const task = benchTask(targets, survey);
  const pooled = { ...task, source: pooledSource(task.source, poolSize) };
  const create = () => environments[environment]!(pooled);
  const env = create();
  const random = new RandomStream(1);
  env.reset({ seed: 1 });
  for (let k = 0; k < 8 * poolSize; k++) env.reset();
  const player = new Player(env, random, false);
  player.playSeconds(runSeconds);
  const speeds = Array.from({ length: runs }, () => player.playSeconds(runSeconds));
  const scratch = new Player(env, random, true);
  const scratchSpeeds = Array.from({ length: runs }, () => scratch.playSeconds(runSeconds / 4));
  const bytesPerEnvironment = memoryOf(create);
  return {
    environment,
    targets,
    survey,
    stepsPerSecond: median(speeds),
    stepsPerSecondFromScratch: median(scratchSpeeds),
    bytesPerEnvironment,
    bytesPerTarget: bytesPerEnvironment / targets,
    allocatedBytesPerStep: player.allocatedBytesPerStep(),
    stepsPerEpisode: player.steps / Math.max(1, player.episodes),
    worldsPerSecond: worldsPerSecond(task, runSeconds, runs),
  };
}

/** How the time of a step grows with the number of targets: the slope of the logarithms. */
export function growthExponent(measurements: readonly EnvMeasurement[]): number {
  const x = measurements.map(({ targets }) => Math.log(targets));
  const y = measurements.map(({ stepsPerSecond }) => -Math.log(stepsPerSecond));
  const meanX = x.reduce((a, b) => a + b, 0) / x.length;
  const meanY = y.reduce((a, b) => a + b, 0) / y.length;
  const above = x.reduce((sum, value, i) => sum + (value - meanX) * (y[i]! - meanY), 0);
  return above / x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
}

/** Takes random legal actions, STOP only where nothing else is legal, and begins the next episode after each. */
class Player {
  steps = 0;
  episodes = 0;

  constructor(
    readonly env: BenchEnv,
    readonly random: RandomStream,
    readonly fromScratch: boolean,
  ) {}

  /** @returns steps a second */
  playSeconds(seconds: number): number {
    const before = performance.now();
    const until = before + 1000 * seconds;
    const first = this.steps;
    while (performance.now() < until) this.#play(this.fromScratch ? 32 : 2048);
    return (1000 * (this.steps - first)) / (performance.now() - before);
  }

  /** Heap growth by step over many episodes, their resets included. */
  allocatedBytesPerStep(): number {
    this.#play(ALLOCATION_STEPS);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    this.#play(ALLOCATION_STEPS);
    return Math.max(0, process.memoryUsage().heapUsed - before) / ALLOCATION_STEPS;
  }

  #play(steps: number): void {
    const { env } = this;
    for (let i = 0; i < steps; i++) {
      const { terminated, truncated } = env.step(this.#choose());
      if (this.fromScratch) env.rebuildObservation();
      if (terminated || truncated) {
        env.reset();
        this.episodes++;
      }
    }
    this.steps += steps;
  }

  #choose(): number {
    const { env, random } = this;
    const mask = env.actionMask;
    for (;;) {
      const action = env.actionSpace.sample(random, mask);
      if (action !== 0 || mask.indexOf(1, 1) === -1) return action;
    }
  }
}

/** Bytes that one more environment takes, an episode begun. */
function memoryOf(create: () => BenchEnv): number {
  const kept: BenchEnv[] = [];
  const make = (count: number) => {
    for (let i = 0; i < count; i++) {
      const env = create();
      env.reset({ seed: 1 });
      kept.push(env);
    }
  };
  // The first ones take along what is made once.
  make(MEASURED_ENVIRONMENTS);
  const before = bytesInUse();
  make(MEASURED_ENVIRONMENTS);
  const bytes = (bytesInUse() - before) / MEASURED_ENVIRONMENTS;
  for (const env of kept) env.close();
  return bytes;
}

function worldsPerSecond({ source }: CollectionTask, runSeconds: number, runs: number): number {
  const random = new KeyedRandom(1);
  let made = 0;
  const speeds = Array.from({ length: runs + 1 }, () => {
    const before = performance.now();
    const first = made;
    while (performance.now() - before < 1000 * runSeconds) source.create(episodeRandom(random, made++));
    return (1000 * (made - first)) / (performance.now() - before);
  });
  return median(speeds.slice(1));
}
