import type { ThreadAnswer, ThreadQuestion } from "./thread-question.js";

/** `now` may not wait for long where the thread was lost; `background` waits for all others. */
export type Urgency = "now" | "soon" | "background";

/** A question that is to be asked. */
export interface Job {
  /** Makes the question when its turn comes. */
  readonly make: () => ThreadQuestion;
  readonly urgency: Urgency;
  readonly resolve: (answer: ThreadAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** What a thread is to be asked: first what came first, but what has time last. */
export class JobQueue {
  readonly #urgent: Job[] = [];
  readonly #background: Job[] = [];
  readonly #patience = new Map<Job, NodeJS.Timeout>();

  get length(): number {
    return this.#urgent.length + this.#background.length;
  }

  add(job: Job): void {
    (job.urgency === "background" ? this.#background : this.#urgent).push(job);
  }

  next(): Job | undefined {
    const job = this.#urgent.shift() ?? this.#background.shift();
    if (job !== undefined) this.#calm(job);
    return job;
  }

  /** Gives those that may not wait up after so long, unless their turn has come. */
  losePatience(milliseconds: number, error: () => Error): void {
    for (const job of this.#urgent) {
      if (job.urgency !== "now" || this.#patience.has(job)) continue;
      const timer = setTimeout(() => {
        this.#patience.delete(job);
        this.#urgent.splice(this.#urgent.indexOf(job), 1);
        job.reject(error());
      }, milliseconds);
      this.#patience.set(job, timer.unref());
    }
  }

  /** Gives all up. */
  rejectAll(error: () => Error): void {
    for (let job = this.next(); job !== undefined; job = this.next()) job.reject(error());
  }

  #calm(job: Job): void {
    clearTimeout(this.#patience.get(job));
    this.#patience.delete(job);
  }
}
