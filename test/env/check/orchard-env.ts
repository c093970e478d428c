import type { Env, EnvMetadata, ResetRequest, ResetResult, StepResult } from "../../../env/core/env.js";
import { EpisodeOrder } from "../../../env/core/episode-order.js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { Box } from "../../../env/spaces/box.js";
import { Dict } from "../../../env/spaces/dict.js";
import { Discrete } from "../../../env/spaces/discrete.js";
import { MultiBinary } from "../../../env/spaces/multi-binary.js";

export interface OrchardObservation {
  /** [6, 2] picked, and ripe if picked. */
  readonly trees: Float32Array;
  readonly mask: Uint8Array;
  /** Clock, 1 if the eyes are lifted, place. */
  readonly context: Float32Array;
}

export interface OrchardInfo {
  readonly durationSeconds: number;
  readonly clockSeconds: number;
  readonly illegal: boolean;
}

export type OrchardStep = StepResult<OrchardObservation, OrchardInfo>;
export type OrchardReset = ResetResult<OrchardObservation, OrchardInfo>;

export const STOP = 0;
/** Free, and legal once after each picking. */
export const LIFT = 1;
export const TREE_COUNT = 6;

/**
 * A small environment that keeps the contract: pick ripe fruit from six trees before the evening. Faults are planted by
 * overriding its parts.
 */
export class OrchardEnv implements Env<OrchardObservation, number, OrchardInfo> {
  metadata: EnvMetadata = { id: "Test/Orchard-v0", renderModes: [] };
  readonly actionSpace = new Discrete(TREE_COUNT + 2);
  observationSpace = new Dict<OrchardObservation>({
    trees: new Box(0, 1, [TREE_COUNT, 2]),
    mask: new MultiBinary(TREE_COUNT + 2),
    context: new Box(0, 60, [3]),
  });
  readonly budgetSeconds: number = 60;
  order = new EpisodeOrder();
  seed = 0;
  clockSeconds = 0;
  lifted = false;
  place = 0;
  picked = new Uint8Array(TREE_COUNT);
  ripe = new Uint8Array(TREE_COUNT);
  /** Of durations. */
  random = new RandomStream(0);

  /** @param permutation draws another order for the trees that are not `known` */
  constructor(
    readonly permutation?: RandomStream,
    readonly known: Uint8Array = new Uint8Array(TREE_COUNT),
  ) {}

  get actionMask(): Uint8Array {
    return this.mask();
  }

  reset(request: ResetRequest = {}): OrchardReset {
    this.order.begin();
    this.seed = request.seed ?? this.seed + 7919;
    const random = new RandomStream(this.seed);
    this.clockSeconds = 0;
    this.lifted = false;
    this.place = 0;
    this.picked = new Uint8Array(TREE_COUNT);
    this.ripe = Uint8Array.from(this.picked, (_, i) => (random.uniform() < (i % 2 === 0 ? 0.8 : 0.3) ? 1 : 0));
    this.random = new RandomStream(this.seed + 1);
    if (this.permutation !== undefined) this.permute(this.permutation);
    return { observation: this.observe(), info: this.info(0, false) };
  }

  step(action: number): OrchardStep {
    this.order.requireStep();
    if (!this.isLegal(action)) return this.result(0, 0, true);
    if (action === STOP) return this.result(0, 0, false, true);
    if (action === LIFT) {
      this.lifted = true;
      return this.result(0, 0, false);
    }
    const tree = action - 2;
    const durationSeconds = this.duration(tree);
    this.place = tree;
    this.lifted = false;
    this.picked[tree] = 1;
    this.clockSeconds += durationSeconds;
    return this.result(durationSeconds, this.ripe[tree]!, false);
  }

  close(): void {
    this.order.close();
  }

  withPermutedTruth(random: RandomStream): OrchardEnv {
    return this.copyWith(random, this.picked.slice());
  }

  copyWith(permutation: RandomStream, known: Uint8Array): OrchardEnv {
    return new OrchardEnv(permutation, known);
  }

  isLegal(action: number): boolean {
    return this.actionSpace.contains(action) && this.mask()[action] === 1;
  }

  duration(tree: number): number {
    return 2 + Math.abs(tree - this.place) + this.random.uniform();
  }

  /** Twelve seconds are enough for any tree. */
  fits(): boolean {
    return this.budgetSeconds - this.clockSeconds >= 12;
  }

  mask(): Uint8Array {
    const fits = this.fits();
    const trees = Array.from(this.picked, (picked) => (fits && picked === 0 ? 1 : 0));
    return Uint8Array.of(1, this.lifted ? 0 : 1, ...trees);
  }

  observe(): OrchardObservation {
    const trees = Float32Array.from({ length: 2 * TREE_COUNT }, (_, i) => {
      const tree = i >> 1;
      return i % 2 === 0 ? this.picked[tree]! : this.picked[tree]! * this.ripe[tree]!;
    });
    return { trees, mask: this.mask(), context: Float32Array.of(this.clockSeconds, this.lifted ? 1 : 0, this.place) };
  }

  info(durationSeconds: number, illegal: boolean): OrchardInfo {
    return { durationSeconds, clockSeconds: this.clockSeconds, illegal };
  }

  result(durationSeconds: number, reward: number, illegal: boolean, stopped = false): OrchardStep {
    const terminated = stopped || !this.mask().subarray(2).includes(1);
    if (terminated) this.order.end();
    const info = this.info(durationSeconds, illegal);
    return { observation: this.observe(), reward, terminated, truncated: false, info };
  }

  permute(random: RandomStream): void {
    const hidden = [...this.known.keys()].filter((tree) => this.known[tree] === 0);
    for (let i = hidden.length - 1; i > 0; i--) {
      const [a, b] = [hidden[i]!, hidden[random.integer(i + 1)]!];
      [this.ripe[a], this.ripe[b]] = [this.ripe[b]!, this.ripe[a]!];
    }
  }
}
