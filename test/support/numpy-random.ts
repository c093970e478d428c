import { mersenne } from "pure-rand/generator/mersenne";
import type { IndexSource } from "../../agent/statistics/index-draws.js";

/**
 * The indices that `np.random.choice(count, ...)` draws after `np.random.seed(seed)`: MT19937, of each word as many bits
 * as the largest index has, drawn again if that is too large.
 */
export function numpyIntegers(seed: number): (count: number) => number {
  const generator = mersenne(seed);
  return (count) => {
    const mask = 2 ** Math.ceil(Math.log2(count)) - 1;
    for (;;) {
      const value = generator.next() & mask;
      if (value < count) return value;
    }
  };
}

/** rliable's order of drawing, run by run for all tasks, served in ours, task by task. */
export function rliableIndices(seed: number, runs: number, tasks: number, overTasks = false): IndexSource {
  const next = numpyIntegers(seed);
  let drawn: number[] = [];
  let drawnTasks: number[] = [];
  let served = 0;
  let servedTasks = 0;
  return {
    integer(count) {
      if (served === drawn.length && servedTasks === drawnTasks.length) {
        drawn = Array.from({ length: runs * tasks }, () => next(runs));
        drawnTasks = overTasks ? Array.from({ length: tasks }, () => next(tasks)) : [];
        served = 0;
        servedTasks = 0;
      }
      if (overTasks && served === runs * servedTasks) return drawnTasks[servedTasks++]!;
      if (count !== runs) throw new RangeError(`asked for an index below ${count}; expected ${runs}`);
      const [task, run] = [Math.floor(served / runs), served % runs];
      served++;
      return drawn[run * tasks + task]!;
    },
  };
}

/** Recorded indices, one after another. */
export function replayed(indices: readonly number[]): IndexSource {
  let next = 0;
  return {
    integer(count) {
      const index = indices[next++];
      if (index === undefined || index >= count) throw new RangeError(`index ${next - 1} is ${index}, of ${count}`);
      return index;
    },
  };
}
