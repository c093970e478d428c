/**
 * Mean free path of inelastic scattering by which ice dims the image: intensity = I0 · exp(−thickness / Λ). Rice et al.,
 * *Routine determination of ice thickness for cryo-EM grids*, J. Struct. Biol. 2018: Λ ≈ 395 nm at 300 kV with an energy
 * filter.
 */
export const MEAN_FREE_PATH_NANOMETERS = 395;

/** Thinner ice does not stay; an estimate. */
export const LEAST_ICE_NANOMETERS = 5;

/** Intensity that ice lets through, as a share of what passes through a hole without ice. */
export function transmission(thicknessNanometers: number): number {
  return Math.exp(-thicknessNanometers / MEAN_FREE_PATH_NANOMETERS);
}

/** A sample's ice: how thick it is over the whole sample, and how thick it should be. */
export interface IceOptions {
  readonly meanNanometers: number;
  readonly sdNanometers: number;
  readonly bestNanometers: number;
  /** At this distance from the best thickness, e^−½ of the benefit of the best is left. */
  readonly toleranceNanometers: number;
}

/** How near ice is to a sample's best thickness, as a standardised effect on quality. */
export class IceBenefit {
  readonly #mean: number;
  readonly #sd: number;

  constructor(readonly ice: IceOptions) {
    const { meanNanometers, sdNanometers, bestNanometers, toleranceNanometers } = ice;
    // Moments of exp(−½ ((t − best) / tolerance)²) for normally distributed t, in closed form: Gaussian integrals.
    const moment = (tolerance: number) => {
      const spread = tolerance ** 2 + sdNanometers ** 2;
      return (tolerance / Math.sqrt(spread)) * Math.exp(-((meanNanometers - bestNanometers) ** 2) / (2 * spread));
    };
    this.#mean = moment(toleranceNanometers);
    this.#sd = Math.sqrt(Math.max(0, moment(toleranceNanometers / Math.SQRT2) - this.#mean ** 2));
  }

  /** 1 at the best thickness, near 0 far from it. */
  closeness(thicknessNanometers: number): number {
    const off = (thicknessNanometers - this.ice.bestNanometers) / this.ice.toleranceNanometers;
    return Math.exp(-0.5 * off * off);
  }

  /** Mean 0, variance 1 over the sample; high is good. 0 where all ice is alike. */
  standardised(closeness: number): number {
    return this.#sd < 1e-6 ? 0 : (closeness - this.#mean) / this.#sd;
  }
}
