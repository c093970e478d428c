import type { SearchBudget } from "./sequential-halving.js";

/** A number of simulations: what is found does not depend on the machine. */
export class SimulationBudget implements SearchBudget {
  #used = 0;
  readonly #total: number;

  constructor(simulations: number) {
    this.#total = simulations;
  }

  allows(round: number, rounds: number, trials: number): boolean {
    return this.#used + trials <= (this.#total * (round + 1)) / rounds;
  }

  spend(): void {
    this.#used++;
  }
}

/** Time by a clock, asked before each simulation: what one simulation takes is how far it may be overrun. */
export class TimeBudget implements SearchBudget {
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #milliseconds: number;

  /**
   * @param now a clock in milliseconds
   * @param startedAt when the time began to count
   */
  constructor(milliseconds: number, now: () => number, startedAt: number) {
    this.#milliseconds = milliseconds;
    this.#now = now;
    this.#startedAt = startedAt;
  }

  allows(round: number, rounds: number): boolean {
    return this.#now() - this.#startedAt < (this.#milliseconds * (round + 1)) / rounds;
  }

  spend(): void {}
}
