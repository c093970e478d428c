/** Candidates that are tried again and again, each time on the same draw. */
export interface Arena {
  /** Number of candidates. */
  readonly candidates: number;
  /** Makes the `n`-th draw, on which candidates are tried next. */
  draw(n: number): void;
  /** Value of a candidate on the draw. */
  evaluate(candidate: number): number;
}

/** How much trying is allowed. */
export interface SearchBudget {
  /** Whether so many more trials are allowed in a round, from 0, of so many rounds. */
  allows(round: number, rounds: number, trials: number): boolean;
  /** A trial was made. */
  spend(): void;
}

/** What trials of the candidates have come to. */
export interface Trials {
  /** How many draws each candidate was tried on. [candidates] */
  readonly draws: Int32Array;
  /** Mean value of each. [candidates] */
  readonly value: Float64Array;
  /** Mean of value less the reference's on the same draws, and its standard error, infinite for less than two draws. */
  readonly advantage: Float64Array;
  readonly standardError: Float64Array;
  readonly evaluations: number;
}

/**
 * Sequential halving (Karnin, Koren and Somekh, ICML 2013) against a reference: in each of ⌈log₂ n⌉ rounds, which have
 * equal shares of the budget, the candidates that are left are tried on the same draws; then those in the better half that
 * are ahead of the reference go on. The reference is in every round, so that each candidate is compared with it draw by draw.
 *
 * @param reference candidate that the others have to beat
 * @example sequentialHalving({ candidates: 3, draw, evaluate }, 0, new SimulationBudget(100)).advantage
 */
export function sequentialHalving(arena: Arena, reference: number, budget: SearchBudget): Trials {
  const count = arena.candidates;
  const draws = new Int32Array(count);
  const sum = new Float64Array(count);
  const difference = new Float64Array(count);
  const square = new Float64Array(count);
  const drawn = new Float64Array(count);
  let evaluations = 0;
  let n = 0;
  let left = Array.from({ length: count }, (_, i) => i).filter((i) => i !== reference);
  const rounds = Math.max(1, Math.ceil(Math.log2(count)));

  /** @returns whether all that are left were tried on one more draw; what is half done does not count */
  const tryAll = (round: number, tried: readonly number[]): boolean => {
    arena.draw(n++);
    for (const candidate of tried) {
      if (!budget.allows(round, rounds, 1)) return false;
      drawn[candidate] = arena.evaluate(candidate);
      budget.spend();
      evaluations++;
    }
    for (const candidate of tried) {
      const advantage = drawn[candidate]! - drawn[reference]!;
      draws[candidate]! += 1;
      sum[candidate]! += drawn[candidate]!;
      difference[candidate]! += advantage;
      square[candidate]! += advantage * advantage;
    }
    return true;
  };

  for (let round = 0; round < rounds && left.length > 0; round++) {
    const tried = [reference, ...left];
    while (budget.allows(round, rounds, tried.length) && tryAll(round, tried));
    const better = (a: number, b: number) => difference[b]! / draws[b]! - difference[a]! / draws[a]! || a - b;
    if (round === rounds - 1 || draws[reference] === 0) continue;
    left = left.sort(better).slice(0, Math.ceil(left.length / 2));
    left = left.filter((candidate) => difference[candidate]! > 0);
  }
  const mean = (total: Float64Array) => total.map((value, i) => (draws[i] === 0 ? 0 : value / draws[i]!));
  const advantage = mean(difference);
  const standardError = advantage.map((value, i) => {
    const trials = draws[i]!;
    if (trials < 2) return Number.POSITIVE_INFINITY;
    return Math.sqrt(Math.max(0, square[i]! / trials - value * value) / (trials - 1));
  });
  return { draws, value: mean(sum), advantage, standardError, evaluations };
}
