import type { Env, EnvMetadata, ResetRequest, StepResult } from "../../env/core/env.js";
import { EpisodeOrder } from "../../env/core/episode-order.js";
import { Box } from "../../env/spaces/box.js";
import { Discrete } from "../../env/spaces/discrete.js";

export interface ToyInfo {
  readonly durationSeconds: number;
}

/** Pays the action, shows [step, seed], is over after `length` steps: what wrappers and batches are tried on. */
export class ToyEnv implements Env<Float32Array, number, ToyInfo> {
  readonly metadata: EnvMetadata = { id: "Test/Toy-v0", renderModes: [], observationsAreViews: true };
  readonly actionSpace = new Discrete(5);
  readonly observationSpace = new Box(0, Infinity, [2]);
  readonly actionMask = Uint8Array.of(0, 1, 1, 0, 0);
  readonly observation = new Float32Array(2);
  readonly #order = new EpisodeOrder();
  closed = 0;

  constructor(
    readonly length = 3,
    readonly ends: "terminated" | "truncated" = "terminated",
  ) {}

  reset(request: ResetRequest = {}) {
    this.#order.begin();
    this.observation[0] = 0;
    this.observation[1] = request.seed ?? this.observation[1]! + 1000;
    return { observation: this.observation, info: { durationSeconds: 0 } };
  }

  step(action: number): StepResult<Float32Array, ToyInfo> {
    this.#order.requireStep();
    this.observation[0]!++;
    const over = this.observation[0]! >= this.length;
    if (over) this.#order.end();
    return {
      observation: this.observation,
      reward: action,
      terminated: over && this.ends === "terminated",
      truncated: over && this.ends === "truncated",
      info: { durationSeconds: 10 * action },
    };
  }

  render() {
    return "toy";
  }

  close() {
    this.#order.close();
    this.closed++;
  }
}
