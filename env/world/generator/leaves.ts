import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import type { WorldData } from "../world-data.js";
import type { CtfDistribution } from "./ctf-distribution.js";
import { keyedNormal } from "./normal-table.js";
import type { GeneratedOptions } from "./options.js";
import type { Sample } from "./sample.js";

type Exposure = GeneratedOptions["exposure"];

/** Particles that a micrograph of bad ice has, as a share of those in the best; an estimate. */
const LEAST_PARTICLE_SHARE = 0.1;

/** What exposures of one world would show, written leaf by leaf. */
export class Leaves {
  readonly ctfResolutionAngstrom: Float64Array;
  readonly iceThicknessNanometers: Float32Array;
  readonly particleCount: Float32Array;
  readonly completedTilts: Uint8Array | undefined;

  constructor(
    size: number,
    readonly distribution: CtfDistribution,
    readonly random: KeyedRandom,
    readonly exposure: Exposure,
  ) {
    this.ctfResolutionAngstrom = new Float64Array(size).fill(Number.NaN);
    this.iceThicknessNanometers = new Float32Array(size).fill(Number.NaN);
    this.particleCount = new Float32Array(size).fill(Number.NaN);
    this.completedTilts = exposure === undefined ? undefined : new Uint8Array(size);
  }

  /** A hole without ice or film: no Thon rings to fit, no particles, nothing to track a tilt series on. */
  writeEmpty(row: number): void {
    this.iceThicknessNanometers[row] = 0;
    this.particleCount[row] = 0;
  }

  /**
   * @param key the leaf's, for its own randomness
   * @param closeness of its ice to the sample's best
   * @param good what decides on being good, below the sample's limit
   * @param logCtf logarithm of the CTF resolution, if the fit succeeds
   */
  write(row: number, key: number, sample: Sample, thickness: number, closeness: number, good: number, logCtf: number) {
    const { random } = this;
    const fails = good >= sample.goodBelow && random.uniform(key, RandomKind.FailedFit) < sample.failedShareOfBad;
    if (!fails) this.ctfResolutionAngstrom[row] = Math.exp(logCtf);
    this.iceThicknessNanometers[row] = thickness;
    // Anscombe's transform (Biometrika 1948) turns a normal number into one that is Poisson-distributed all but exactly.
    const expected = sample.particles * (LEAST_PARTICLE_SHARE + (1 - LEAST_PARTICLE_SHARE) * closeness);
    const root = Math.sqrt(expected + 0.375) + keyedNormal(random, key, RandomKind.Particles) / 2;
    this.particleCount[row] = root <= 0 ? 0 : Math.max(0, Math.round(root * root - 0.375));
    if (this.exposure !== undefined) this.completedTilts![row] = this.#tilts(key, this.exposure);
  }

  /** Logarithm of the CTF resolution of a leaf by what decides on it. */
  logCtf(sample: Sample, good: number, value: number): number {
    return this.distribution.logInClass(good < sample.goodBelow, sample.valueDistribution.probability(value));
  }

  outcomes(): Omit<WorldData, "tree" | "spent"> {
    const { ctfResolutionAngstrom, iceThicknessNanometers, particleCount, completedTilts } = this;
    const tilts = completedTilts === undefined ? {} : { completedTilts, plannedTilts: this.exposure!.tilts };
    return { ctfResolutionAngstrom, iceThicknessNanometers, particleCount, ...tilts };
  }

  /** Tilts until the first failure: geometrically distributed. */
  #tilts(key: number, { tilts, failure_share_per_tilt }: NonNullable<Exposure>): number {
    for (let tilt = 0; tilt < tilts; tilt++) {
      if (this.random.uniform(key, RandomKind.TiltSeries, tilt) < failure_share_per_tilt) return tilt;
    }
    return tilts;
  }
}
