import { type IceBenefit, LEAST_ICE_NANOMETERS } from "./ice.js";
import { normalProbability, normalQuantile } from "./normal-table.js";

const LIMIT = 6;
/** Points of the integral over the ice, and steps of the table per standard deviation. */
const COARSE = { nodes: 16, steps: 8 };
/** For distributions that the ice rules: they have edges. */
const FINE = { nodes: 64, steps: 32 };

/**
 * Distribution over a sample of what decides on quality: a standardised benefit of the ice, which is no normal number,
 * and a normal rest. Makes thresholds and ranks come out as asked for, whatever the ice's share.
 */
export class EffectDistribution {
  readonly #probabilities: Float64Array | undefined;
  readonly #steps: number;

  /** @param iceShare the ice's share in the variance; the rest is normal */
  constructor(benefit: IceBenefit, iceShare: number) {
    const { nodes, steps } = iceShare < 0.5 ? COARSE : FINE;
    this.#steps = steps;
    if (iceShare === 0) return;
    const { meanNanometers, sdNanometers } = benefit.ice;
    const offsets = Float64Array.from({ length: nodes }, (_, i) => {
      const thickness = Math.max(
        LEAST_ICE_NANOMETERS,
        meanNanometers + sdNanometers * normalQuantile((i + 0.5) / nodes),
      );
      return -Math.sqrt(iceShare) * benefit.standardised(benefit.closeness(thickness));
    });
    const restSd = Math.max(Math.sqrt(1 - iceShare), 1e-3);
    this.#probabilities = Float64Array.from({ length: 2 * LIMIT * steps + 2 }, (_, i) => {
      let sum = 0;
      for (const offset of offsets) sum += normalProbability((i / steps - LIMIT - offset) / restSd);
      return sum / nodes;
    });
  }

  /** Share of the holes below a value. */
  probability(value: number): number {
    if (this.#probabilities === undefined) return normalProbability(value);
    if (value <= -LIMIT) return 0;
    if (value >= LIMIT) return 1;
    const at = (value + LIMIT) * this.#steps;
    const cell = Math.floor(at);
    return this.#probabilities[cell]! + (at - cell) * (this.#probabilities[cell + 1]! - this.#probabilities[cell]!);
  }

  /** Value below which a share of the holes lies. */
  quantile(share: number): number {
    if (share <= 0) return Number.NEGATIVE_INFINITY;
    if (share >= 1) return Number.POSITIVE_INFINITY;
    let low = -LIMIT;
    let high = LIMIT;
    for (let i = 0; i < 50; i++) {
      const middle = (low + high) / 2;
      if (this.probability(middle) < share) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
}
