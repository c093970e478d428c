import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import type { CtfDistribution } from "./ctf-distribution.js";
import { type Drawn, Draws } from "./drawn.js";
import { EffectDistribution } from "./effect-distribution.js";
import { IceBenefit } from "./ice.js";
import type { GeneratedOptions } from "./options.js";

/** By how much each cause moves what decides on quality: square roots of variance shares. */
export interface Weights {
  readonly grid: number;
  readonly square: number;
  readonly group: number;
  readonly ice: number;
  readonly contamination: number;
  /** Negative where a coarse texture is good. */
  readonly texture: number;
  readonly own: number;
}

/** What differs from sample to sample, hidden from policies. */
export interface Sample {
  readonly benefit: IceBenefit;
  readonly meniscusNanometers: number;
  /** Square roots of shares in the variance of the thickness. */
  readonly ice: { grid: number; gradient: number; square: number; group: number; edge: number; own: number };
  readonly good: Weights;
  readonly value: Weights;
  /** A hole is good if what decides on it lies below. */
  readonly goodBelow: number;
  readonly valueDistribution: EffectDistribution;
  /** Chance of a bad hole that its CTF fit fails. */
  readonly failedShareOfBad: number;
  readonly contamination: number;
  readonly groupField: { readonly shared: number; readonly own: number; readonly lengthMicrometers: number };
  readonly holeField: { readonly shared: number; readonly own: number; readonly lengthMicrometers: number };
  readonly particles: number;
  /** Of the regressor; 0 where there is none. */
  readonly correlation: number;
  /** What the regressor takes to be good ice. */
  readonly predictorBenefit: IceBenefit;
}

/** Draws what a sample is like. */
export function drawSample(
  options: GeneratedOptions,
  distribution: CtfDistribution,
  random: KeyedRandom,
  number: number,
): Sample {
  const { quality, spatial, ice, prediction } = options;
  const draws = new Draws(random, number, RandomKind.Sample);
  const drawIce = () => ({ best: draws.between(ice.best), tolerance: draws.between(ice.tolerance) });
  const [meanNanometers, sdNanometers] = [draws.between(ice.mean), draws.between(ice.sd)];
  const [own, others] = [drawIce(), drawIce()];
  const benefitOf = ({ best, tolerance }: typeof own) =>
    new IceBenefit({ meanNanometers, sdNanometers, bestNanometers: best, toleranceNanometers: tolerance });
  const benefit = benefitOf(own);
  const textureSign = draws.uniform() < 0.5 ? -1 : 1;
  const good = drawWeights(quality.good_variance_shares, draws, textureSign);
  const value = drawWeights(quality.value_variance_shares, draws, textureSign);
  const goodShare = draws.between(quality.good_share);
  const field = (share: Drawn, length: Drawn) => {
    const shared = draws.between(share);
    const lengthMicrometers = draws.between(length);
    return { shared: Math.sqrt(shared), own: Math.sqrt(1 - shared), lengthMicrometers };
  };
  const correlation =
    prediction?.auc === undefined
      ? draws.between(prediction?.correlation ?? 0)
      : distribution.correlationForAuc(draws.between(prediction.auc));
  return {
    benefit,
    meniscusNanometers: draws.between(ice.meniscus),
    ice: drawIceWeights(ice, draws),
    good,
    value,
    goodBelow: new EffectDistribution(benefit, good.ice ** 2).quantile(goodShare),
    valueDistribution: new EffectDistribution(benefit, value.ice ** 2),
    failedShareOfBad: goodShare < 1 ? Math.min(1, quality.failed_fit_share / (1 - goodShare)) : 0,
    contamination: draws.between(options.defects.contamination),
    groupField: field(spatial.group_share, spatial.group_length),
    holeField: field(spatial.hole_share, spatial.hole_length),
    particles: draws.between(options.particles),
    correlation,
    predictorBenefit: prediction?.trained_on === "other-sample" ? benefitOf(others) : benefit,
  };
}

function drawWeights(
  shares: GeneratedOptions["quality"]["good_variance_shares"],
  draws: Draws,
  textureSign: number,
): Weights {
  const grid = draws.between(shares.grid);
  const square = draws.between(shares.square);
  const group = draws.between(shares.group);
  const ice = draws.between(shares.ice);
  const contamination = draws.between(shares.contamination);
  const texture = draws.between(shares.texture);
  return {
    grid: Math.sqrt(grid),
    square: Math.sqrt(square),
    group: Math.sqrt(group),
    ice: Math.sqrt(ice),
    contamination: Math.sqrt(contamination),
    texture: textureSign * Math.sqrt(texture),
    own: Math.sqrt(Math.max(0, 1 - grid - square - group - ice - contamination - texture)),
  };
}

function drawIceWeights(ice: GeneratedOptions["ice"], draws: Draws): Sample["ice"] {
  const grid = draws.between(ice.grid);
  const gradient = draws.between(ice.gradient);
  const square = draws.between(ice.square);
  const group = draws.between(ice.group);
  const edge = draws.between(ice.edge);
  return {
    grid: Math.sqrt(grid),
    gradient: Math.sqrt(gradient),
    square: Math.sqrt(square),
    group: Math.sqrt(group),
    edge: Math.sqrt(edge),
    own: Math.sqrt(Math.max(0, 1 - grid - gradient - square - group - edge)),
  };
}
