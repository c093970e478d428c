import type { Outcome } from "../session/outcome.js";
import type { WorldData } from "./world-data.js";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * What exposures in a world show. Gives one and the same object each time, overwritten by the next call.
 *
 * @example new OutcomeReader().read(world.data, hole).ctfResolutionAngstrom
 */
export class OutcomeReader {
  readonly #outcome: Mutable<Outcome> = {
    ctfResolutionAngstrom: Number.NaN,
    failed: false,
    iceThicknessNanometers: Number.NaN,
    particleCount: Number.NaN,
    completedTilts: Number.NaN,
  };

  /** The outcome of an exposure of a hole. */
  read(data: WorldData, hole: number): Outcome {
    const outcome = this.#outcome;
    const ctfResolutionAngstrom = data.ctfResolutionAngstrom[hole]!;
    const { completedTilts, plannedTilts = 0 } = data;
    outcome.ctfResolutionAngstrom = ctfResolutionAngstrom;
    outcome.failed = Number.isNaN(ctfResolutionAngstrom);
    outcome.iceThicknessNanometers = data.iceThicknessNanometers?.[hole] ?? Number.NaN;
    outcome.particleCount = data.particleCount?.[hole] ?? Number.NaN;
    outcome.completedTilts = Number.NaN;
    if (completedTilts !== undefined) {
      outcome.completedTilts = completedTilts[hole]!;
      if (completedTilts[hole]! < plannedTilts) outcome.failed = true;
    }
    return outcome;
  }

  /** The outcome of an exposure of which nothing was ever heard. */
  lost(): Outcome {
    const outcome = this.#outcome;
    outcome.ctfResolutionAngstrom = Number.NaN;
    outcome.failed = true;
    outcome.iceThicknessNanometers = Number.NaN;
    outcome.particleCount = Number.NaN;
    outcome.completedTilts = Number.NaN;
    return outcome;
  }
}
