import { Phase, phaseNames } from "../../../../env/world/latency/phase.js";

/**
 * Time that a way takes in the world and that has not passed yet. A world knows what going to a square takes as a whole;
 * over the wire it is a stage move, a search for the height and an image, each a command. What was not asked for until the
 * next way begins passes then, so that a session takes as long as the world says, whatever the order of commands.
 */
export class PhaseDebt {
  readonly #seconds = new Float64Array(phaseNames.length);

  /** @param phases seconds by {@link Phase} [phases] */
  add(phases: Float64Array): void {
    for (let i = 0; i < phases.length; i++) this.#seconds[i]! += phases[i]!;
  }

  /** What is due now: the phases named, or all. */
  take(...phases: readonly Phase[]): number {
    let seconds = 0;
    for (const phase of phases.length === 0 ? Object.values(Phase) : phases) {
      seconds += this.#seconds[phase]!;
      this.#seconds[phase] = 0;
    }
    return seconds;
  }
}
