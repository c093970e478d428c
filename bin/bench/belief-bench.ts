import { median } from "simple-statistics";
import type { Belief } from "../../agent/belief/belief.js";
import { beliefs } from "../../agent/belief/kinds/index.js";
import { loadPrior } from "../../agent/belief/prior.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { RandomStream } from "../../env/random/random-stream.js";
import { openWorld } from "../../env/scenario/open-world.js";
import type { Session } from "../../env/session/session.js";
import { episodeOf, episodeRandom } from "../../env/world/start.js";
import { type BenchLayout, benchScenario } from "./bench-task.js";
import { collectGarbage } from "./heap.js";

/** Numbers of holes that are measured. */
export const holeCounts = [100, 1_000, 10_000] as const;
export type HoleCount = (typeof holeCounts)[number];

const layouts: Readonly<Record<HoleCount, BenchLayout>> = {
  100: [1, 2, 5, 10],
  1000: [1, 10, 5, 20],
  10000: [10, 100, 5, 20],
};

/** What is measured. */
export interface BeliefBenchCase {
  readonly belief: string;
  readonly holes: HoleCount;
  /** Seconds of each timed run, and how many runs the median is of. */
  readonly runSeconds: number;
  readonly runs: number;
}

/** What was measured of one belief on one number of holes: processor time, medians of runs. */
export interface BeliefMeasurement {
  readonly belief: string;
  readonly holes: number;
  /** Taking in one outcome alone. Some beliefs put the work off. */
  readonly observeMicroseconds: number;
  /** Taking in one outcome and bringing everything up to date: effects and the probabilities of all holes. */
  readonly updateMicroseconds: number;
  /** Heap that one outcome with its update leaves behind, after warm-up. */
  readonly allocatedBytesPerUpdate: number;
  /** One draw from the joint posterior: the chances of all holes. */
  readonly sampleMicroseconds: number;
  /** Making a belief of a session without results. */
  readonly createMicroseconds: number;
}

/** What an update may take at {@link TARGET_HOLES} holes: taking in an outcome, and all probabilities. */
export const TARGET_HOLES = 1_000;
export const TARGET_UPDATE_MICROSECONDS = 50;
export const TARGET_PROBABILITIES_MICROSECONDS = 200;

/** Outcomes that a belief is given before a new one takes its place: as many as a long session has. */
const MOST_OUTCOMES = 400;

interface Timed {
  readonly microseconds: number;
  readonly times: number;
}

/** Updates over which heap growth is averaged. */
const ALLOCATION_UPDATES = 2_000;

/** So much room for what is new that nothing is collected in between, which would hide what updates leave behind. */
export const benchFlags = ["--min-semi-space-size=256", "--max-semi-space-size=256"];

const WARM_UP_MILLISECONDS = 400;

/** Measures one belief. Outcomes come in no order, from all over a world of the scenario `y1-like` of that size. */
export function measureBelief({ belief: name, holes, runSeconds, runs }: BeliefBenchCase): BeliefMeasurement {
  const entry = beliefs.get(name);
  const prior = loadPrior("generated");
  const { session, good } = begin(holes);
  const order = shuffledLeaves(session).slice(0, MOST_OUTCOMES);
  const create = () => entry.create(session, prior);
  const observe = (belief: Belief, k: number) => belief.observe(order[k]!, good(order[k]!));
  const both = (belief: Belief, k: number) => {
    observe(belief, k);
    belief.update();
  };
  const random = new RandomStream(1);
  const chances = new Float64Array(session.tree.size);
  const each = (run: (belief: Belief, k: number) => void) => () => {
    const belief = create();
    return processorTime(order.length, (k) => run(belief, k));
  };
  const timed = (once: () => Timed) => medianMicroseconds(once, 1000 * runSeconds, runs);
  const learned = create();
  for (let k = 0; k < order.length; k++) both(learned, k);
  // Until the engine has compiled the loops, which box numbers before.
  for (const until = performance.now() + WARM_UP_MILLISECONDS; performance.now() < until; ) {
    const belief = create();
    for (let k = 0; k < order.length; k++) both(belief, k);
  }
  const drawing = () => {
    return processorTime(20, () => learned.sample(random, chances));
  };
  const creating = () => {
    return processorTime(1, create);
  };
  return {
    belief: name,
    holes,
    updateMicroseconds: timed(each(both)),
    observeMicroseconds: timed(each(observe)),
    allocatedBytesPerUpdate: allocatedBytes(create, both, order.length),
    sampleMicroseconds: timed(drawing),
    createMicroseconds: timed(creating),
  };
}

function begin(holes: HoleCount): { session: Session; good: (leaf: number) => boolean } {
  const scenario = benchScenario(layouts[holes]);
  const { world, start } = episodeOf(
    { ...scenario, source: openWorld(scenario) },
    episodeRandom(new KeyedRandom(1), 0),
  );
  return { session: world.begin(start), good: (leaf) => world.data.ctfResolutionAngstrom[leaf]! <= 6 };
}

/** Time on the processor, not on the clock: what others do on the machine does not count. */
function processorTime(times: number, run: (k: number) => void): Timed {
  const before = process.cpuUsage();
  for (let k = 0; k < times; k++) run(k);
  const { user, system } = process.cpuUsage(before);
  return { microseconds: user + system, times };
}

function shuffledLeaves({ tree }: Session): number[] {
  const leaves = Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i);
  const random = new RandomStream(1);
  for (let i = leaves.length - 1; i > 0; i--) {
    const other = random.integer(i + 1);
    [leaves[i], leaves[other]] = [leaves[other]!, leaves[i]!];
  }
  return leaves;
}

/** Microseconds of one time, median over runs; what `once` does around what it times counts for the length of a run alone. */
function medianMicroseconds(once: () => Timed, runMilliseconds: number, runs: number): number {
  const run = () => {
    const until = performance.now() + runMilliseconds;
    let microseconds = 0;
    let times = 0;
    do {
      const measured = once();
      microseconds += measured.microseconds;
      times += measured.times;
    } while (performance.now() < until);
    return microseconds / times;
  };
  run();
  return median(Array.from({ length: runs }, run));
}

/** The least of some passes: what the engine itself allocates now and then, when it compiles, is not the belief's. */
function allocatedBytes(create: () => Belief, run: (belief: Belief, k: number) => void, times: number): number {
  const count = Math.ceil(ALLOCATION_UPDATES / times);
  const passes = Array.from({ length: 4 }, () => {
    const made = Array.from({ length: count }, create);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < count; i++) for (let k = 0; k < times; k++) run(made[i]!, k);
    return Math.max(0, process.memoryUsage().heapUsed - before) / (count * times);
  });
  return Math.min(...passes);
}
