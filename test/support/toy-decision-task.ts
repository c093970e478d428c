import type { DecisionInput } from "../../agent/learn/input/decision-input.js";
import type { DecisionTask, EpisodeSummary, TaskStep } from "../../agent/learn/task/decision-task.js";
import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";

export interface ToyOptions {
  /** Steps of an episode. */
  readonly length: number;
  /** Whether episodes are cut off instead of ending. */
  readonly truncates?: boolean;
  /** Seconds that each second step takes; the others take none. */
  readonly seconds?: number;
  /** Candidates of each step: from 1 to this. */
  readonly most?: number;
  /** The baseline of a state that so many steps led to is so many times this. */
  readonly baselinePerStep?: number;
}

export const TOY_CANDIDATE_FEATURES = 2;
export const TOY_CONTEXT_FEATURES = 3;

/** Far from all true features: who reads it has read what is no candidate. */
export const PADDING = 1e6;

/**
 * Candidates have a number between 0 and 1, which is what choosing them pays. One is not legal at each step, the best one
 * if there are several; STOP and UP are not, WAIT is and pays nothing.
 */
export class ToyDecisionTask implements DecisionTask {
  readonly candidateFeatures = TOY_CANDIDATE_FEATURES;
  readonly contextFeatures = TOY_CONTEXT_FEATURES;
  readonly privilegedFeatures = 1;
  readonly privileged = new Float32Array(1);
  readonly kind = 0;
  readonly input: { -readonly [Key in keyof DecisionInput]: DecisionInput[Key] };
  /** Numbers of the episodes that were begun. */
  readonly begun: number[] = [];
  #episode = 0;
  #steps = 0;
  #return = 0;

  constructor(
    readonly options: ToyOptions,
    readonly random = new KeyedRandom(1),
  ) {
    const most = options.most ?? 4;
    this.input = {
      level: 0,
      count: 0,
      candidates: new Float32Array((most + 2) * TOY_CANDIDATE_FEATURES),
      context: new Float32Array(TOY_CONTEXT_FEATURES),
      legal: new Uint8Array(most + 5),
      scores: new Float32Array(most + 5),
    };
  }

  get baseline(): number {
    return (this.options.baselinePerStep ?? 0) * this.#steps;
  }

  begin(episode: number): void {
    this.begun.push(episode);
    this.#episode = episode;
    this.#steps = 0;
    this.#return = 0;
    this.#show();
  }

  step(move: number): TaskStep {
    if (this.input.legal[move] !== 1) throw new RangeError(`illegal move ${move}`);
    const reward = move < 3 ? 0 : this.input.candidates[(move - 3) * TOY_CANDIDATE_FEATURES]!;
    this.#steps++;
    this.#return += reward;
    const isOver = this.#steps >= this.options.length;
    this.#show();
    return {
      reward,
      seconds: this.#steps % 2 === 0 ? (this.options.seconds ?? 60) : 0,
      terminated: isOver && this.options.truncates !== true,
      truncated: isOver && this.options.truncates === true,
    };
  }

  summary(): EpisodeSummary {
    return {
      scenario: "toy",
      return: this.#return,
      scaledReturn: this.#return,
      shareOfBound: Number.NaN,
      beyondRule: Number.NaN,
      steps: this.#steps,
    };
  }

  #show(): void {
    const { input, random } = this;
    const { most = 4 } = this.options;
    const key = this.#episode * 1000 + this.#steps;
    input.level = this.#steps % 2;
    input.count = 1 + random.integer(most, key, RandomKind.World);
    input.candidates.fill(PADDING);
    input.legal.fill(1);
    input.legal[0] = input.legal[1] = 0;
    let best = 0;
    for (let i = 0; i < input.count; i++) {
      input.candidates[i * 2] = random.uniform(key, RandomKind.Sample, i);
      input.candidates[i * 2 + 1] = 1;
      if (input.candidates[i * 2]! > input.candidates[best * 2]!) best = i;
    }
    if (input.count > 1) input.legal[3 + best] = 0;
    input.context.fill(0.5);
    input.context[0] = this.#steps;
  }
}
