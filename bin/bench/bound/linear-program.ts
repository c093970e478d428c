/** A variable's coefficient. */
export type Term = readonly [coefficient: number, variable: string];

/**
 * A mixed-integer program, written in the LP format of CPLEX as HiGHS reads it.
 *
 * @example
 * const program = new LinearProgram();
 * program.constrain([[1, "x"], [2, "y"]], "<=", 3);
 * program.binary("x");
 * highs.solve(program.text([[1, "x"], [1, "y"]]));
 */
export class LinearProgram {
  readonly #constraints: string[] = [];
  readonly #binaries: string[] = [];

  /** A constraint; variables are at least 0. */
  constrain(terms: readonly Term[], relation: "<=" | ">=" | "=", limit: number): void {
    if (terms.length > 0) this.#constraints.push(`${sum(terms)} ${relation} ${limit}`);
  }

  /** A variable is 0 or 1. */
  binary(variable: string): void {
    this.#binaries.push(variable);
  }

  /** The whole program, its objective to be maximised. */
  text(objective: readonly Term[]): string {
    return ["Maximize", sum(objective), "Subject To", ...this.#constraints, "Binaries", ...this.#binaries, "End"].join(
      "\n",
    );
  }
}

function sum(terms: readonly Term[]): string {
  return terms
    .map(([coefficient, variable]) => `${coefficient < 0 ? "-" : "+"} ${Math.abs(coefficient)} ${variable}`)
    .join(" ");
}
