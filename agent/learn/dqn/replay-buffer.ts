import type { EpisodeLog } from "./episode-log.js";

/** An episode of which something is remembered. */
export interface RememberedEpisode {
  readonly number: number;
  readonly log: EpisodeLog;
}

/** What a {@link ReplayBuffer} holds, as plain JSON; the episodes are played again from their numbers and holes. */
export interface ReplayJson {
  readonly next: number;
  readonly size: number;
  /** By slot: number of the episode, and of its state. */
  readonly episodes: readonly number[];
  readonly states: readonly number[];
}

/**
 * Steps in the order in which they were taken, the oldest making way for the newest. A step is a place in its episode's
 * log: what follows it is found there, so that it can't be of another episode.
 *
 * @example
 * replay.add({ number: 3, log }, 0);
 * const { log, state } = replay.at(slot);
 */
export class ReplayBuffer {
  /** Steps in it. */
  size = 0;
  #next = 0;
  readonly #episodes: Int32Array;
  readonly #states: Int32Array;
  readonly #logs = new Map<number, { readonly log: EpisodeLog; steps: number }>();

  constructor(readonly capacity: number) {
    this.#episodes = new Int32Array(capacity);
    this.#states = new Int32Array(capacity);
  }

  /** Remembers the step that was taken in a state. */
  add({ number, log }: RememberedEpisode, state: number): void {
    if (this.size === this.capacity) this.#forget(this.#episodes[this.#next]!);
    this.size = Math.min(this.capacity, this.size + 1);
    this.#episodes[this.#next] = number;
    this.#states[this.#next] = state;
    this.#next = (this.#next + 1) % this.capacity;
    const known = this.#logs.get(number);
    if (known === undefined) this.#logs.set(number, { log, steps: 1 });
    else known.steps++;
  }

  /** The step in a slot. @param slot below {@link size} */
  at(slot: number): { readonly log: EpisodeLog; readonly state: number } {
    return { log: this.#logs.get(this.#episodes[slot]!)!.log, state: this.#states[slot]! };
  }

  /** Episodes of which it holds a step. */
  get episodes(): RememberedEpisode[] {
    return [...this.#logs].map(([number, { log }]) => ({ number, log }));
  }

  toJSON(): ReplayJson {
    const { size } = this;
    return {
      next: this.#next,
      size,
      episodes: [...this.#episodes.subarray(0, size)],
      states: [...this.#states.subarray(0, size)],
    };
  }

  /** @param logs of the episodes that it holds, by number, played again */
  static fromJSON(json: ReplayJson, capacity: number, logs: ReadonlyMap<number, EpisodeLog>): ReplayBuffer {
    const replay = new ReplayBuffer(capacity);
    for (let slot = 0; slot < json.size; slot++) {
      const number = json.episodes[slot]!;
      replay.add({ number, log: logs.get(number)! }, json.states[slot]!);
    }
    replay.#next = json.next;
    return replay;
  }

  #forget(number: number): void {
    const known = this.#logs.get(number)!;
    known.steps--;
    if (known.steps === 0) this.#logs.delete(number);
  }
}
