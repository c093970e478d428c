import type { CollectionEnv } from "../../../env/collection/collection-env.js";
import type { DecisionInput } from "../input/decision-input.js";
import type { DecisionTask, EpisodeSummary, TaskStep } from "./decision-task.js";

/**
 * An environment as any library sees it: its own observation, without what a belief or a rule makes of it. Only candidates
 * that are there are rows of the input; the rest of the observation's K are left out.
 *
 * @example const task = new EnvTask(CollectionEnv.make({ scenario: "y1-like", worldPool: 64 }));
 */
export class EnvTask implements DecisionTask {
  readonly candidateFeatures: number;
  readonly contextFeatures: number;
  readonly privilegedFeatures = 1;
  readonly privileged = new Float32Array(1);
  readonly baseline = 0;
  readonly kind = 0;
  readonly input: { -readonly [Key in keyof DecisionInput]: DecisionInput[Key] };
  #steps = 0;
  #return = 0;
  readonly #result: { -readonly [Key in keyof TaskStep]: TaskStep[Key] } = {
    reward: 0,
    seconds: 0,
    terminated: false,
    truncated: false,
  };

  /** @param rewardScale what rewards are multiplied by */
  constructor(
    readonly env: CollectionEnv,
    readonly rewardScale = 1,
  ) {
    const { candidates, context, mask } = env.observation;
    this.candidateFeatures = env.layout.candidates.names.length;
    this.contextFeatures = context.length;
    this.input = { level: 0, count: 0, candidates, context, legal: mask, scores: new Float32Array(mask.length) };
  }

  begin(episode: number): void {
    this.env.reset({ seed: episode });
    this.#steps = 0;
    this.#return = 0;
    this.#observe();
  }

  step(move: number): TaskStep {
    const { reward, terminated, truncated, info } = this.env.step(move);
    const result = this.#result;
    result.reward = reward * this.rewardScale;
    result.seconds = info.durationSeconds;
    result.terminated = terminated;
    result.truncated = truncated;
    this.#steps++;
    this.#return += reward;
    this.#observe();
    return result;
  }

  summary(): EpisodeSummary {
    return {
      scenario: this.env.metadata.id,
      return: this.#return,
      scaledReturn: this.#return * this.rewardScale,
      shareOfBound: Number.NaN,
      beyondRule: Number.NaN,
      steps: this.#steps,
    };
  }

  #observe(): void {
    const { cursor, tree } = this.env.session!;
    this.input.level = this.env.observation.level;
    this.input.count = tree.childCount[cursor]!;
  }
}
