import { Worker } from "node:worker_threads";
import { UserError } from "../../env/errors.js";
import type { FallbackReason } from "./decision-record.js";
import { type Job, JobQueue, type Urgency } from "./job-queue.js";
import type { PolicyThreadOptions } from "./policy-thread-options.js";
import { ThreadFailure } from "./thread-errors.js";
import type { FromThread, ThreadAnswer, ThreadQuestion, ToThread } from "./thread-question.js";
import { TimeLimit } from "./time-limit.js";

/** A thread loads its modules in a second or two; a busy machine takes longer. */
const START_MILLISECONDS = 60_000;

/**
 * A thread that is asked one question at a time, and ended if an answer takes too long. After that a new one takes its
 * place, and the questions that were not asked yet are asked there.
 */
export class PolicyThread {
  /** Number of the worker, from 1 on: sessions of an earlier one are gone. */
  generation = 0;
  readonly #options: PolicyThreadOptions;
  readonly #jobs = new JobQueue();
  readonly #timeLimit = new TimeLimit();
  #worker: Worker | undefined;
  #isReady = false;
  #asked: { readonly job: Job; readonly id: number } | undefined;
  #lastId = 0;
  #isShut = false;

  constructor(options: PolicyThreadOptions) {
    this.#options = options;
    this.#start();
  }

  /**
   * Asks as soon as what was asked before is answered.
   *
   * @param make makes the question when its turn comes; who asks hears of the answer before the next question is made
   * @throws ThreadFailure if there is no answer
   * @throws UserError that the question gave rise to
   */
  ask(make: () => ThreadQuestion, urgency: Urgency): Promise<ThreadAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#isShut) {
        reject(new ThreadFailure("lost", `the ${this.#options.name} is shut down`));
        return;
      }
      this.#jobs.add({ make, urgency, resolve, reject });
      if (this.#worker === undefined) this.#start();
      if (this.#isComingBack()) this.#losePatience();
      this.#next();
      this.#keepAlive();
    });
  }

  /** The thread need not keep a session. */
  forget(session: string): void {
    this.#worker?.postMessage({ kind: "forget", session } satisfies ToThread);
  }

  /** Ends the thread; questions without an answer are given up. */
  async shutdown(): Promise<void> {
    this.#isShut = true;
    const worker = this.#worker;
    this.#lose(worker, "lost", "was shut down");
    await worker?.terminate();
  }

  #start(): void {
    const { workerData, name } = this.#options;
    const worker = new Worker(new URL("policy-worker.js", import.meta.url), { workerData, name });
    this.generation++;
    this.#worker = worker;
    this.#isReady = false;
    let end = "";
    worker.on("message", (message: FromThread) => {
      if (this.#worker === worker) this.#hear(message);
    });
    worker.on("error", (error) => {
      end = `threw: ${error instanceof Error ? error.message : String(error)}`;
    });
    worker.on("exit", (code) => this.#lose(worker, "threw", end === "" ? `ended with code ${code}` : end));
    this.#keepAlive();
    this.#limit(START_MILLISECONDS, "did not start within");
  }

  #hear(message: FromThread): void {
    switch (message.kind) {
      case "ready":
        this.#isReady = true;
        this.#timeLimit.stop();
        break;
      case "backend":
        this.#options.log.info({ thread: this.#options.name }, `computes on ${message.sentence}`);
        this.#options.onBackend(message.sentence);
        return;
      case "stray":
        this.#options.log.warn(
          { thread: this.#options.name, detail: message.message },
          "a policy left an error behind",
        );
        return;
      case "rebuilding":
        if (message.id === this.#asked?.id) this.#limitTelling();
        return;
      case "begun":
        if (message.id === this.#asked?.id) this.#limit(this.#options.answerMilliseconds, "took longer than");
        return;
      case "answer":
        this.#settle(message.id)?.resolve(message.answer);
        break;
      case "threw": {
        const { message: text, user } = message;
        this.#settle(message.id)?.reject(user ? new UserError(text) : new ThreadFailure("threw", text));
        break;
      }
    }
    // Who asked hears of it first.
    queueMicrotask(() => {
      this.#next();
      this.#keepAlive();
    });
  }

  #next(): void {
    if (!this.#isReady || this.#asked !== undefined) return;
    const job = this.#jobs.next();
    if (job === undefined) return;
    let question: ThreadQuestion;
    try {
      question = job.make();
    } catch (error) {
      job.reject(error as Error);
      this.#next();
      return;
    }
    const id = ++this.#lastId;
    this.#asked = { job, id };
    this.#limitTelling();
    this.#worker?.postMessage({ kind: "question", id, question } satisfies ToThread);
  }

  #limitTelling(): void {
    this.#limit(this.#options.rebuildMilliseconds, "did not take in what has happened within");
  }

  #settle(id: number): Job | undefined {
    if (this.#asked?.id !== id) return undefined;
    const { job } = this.#asked;
    this.#asked = undefined;
    this.#timeLimit.stop();
    return job;
  }

  /** The process goes on while there is a question without an answer. */
  #keepAlive(): void {
    if (this.#asked !== undefined || this.#jobs.length > 0) this.#worker?.ref();
    else this.#worker?.unref();
  }

  /** Ends the thread after so long. */
  #limit(milliseconds: number, what: string): void {
    const worker = this.#worker;
    this.#timeLimit.start(milliseconds, () => {
      this.#lose(worker, "late", `${what} ${milliseconds} ms`);
      void worker?.terminate();
    });
  }

  /** @param reason for which the question under way is given up */
  #lose(worker: Worker | undefined, reason: FallbackReason, what: string): void {
    if (worker === undefined || this.#worker !== worker) return;
    this.#timeLimit.stop();
    const { log, name, onLost } = this.#options;
    const job = this.#asked?.job;
    const hadStarted = this.#isReady;
    this.#asked = undefined;
    this.#worker = undefined;
    this.#isReady = false;
    job?.reject(new ThreadFailure(reason, reason === "late" ? what : `the ${name} ${what}`));
    // One that can't even start is tried again when it is needed.
    if (this.#isShut || !hadStarted) this.#jobs.rejectAll(() => new ThreadFailure("lost", `the ${name} ${what}`));
    else this.#start();
    if (this.#isShut) return;
    log.warn({ thread: name, reason, detail: what }, "a policy thread was lost");
    this.#losePatience();
    if (hadStarted) setImmediate(onLost);
  }

  /** Whether the thread was lost and its sessions are not all rebuilt. */
  #isComingBack(): boolean {
    return this.generation > 1 && (!this.#isReady || this.#asked?.job.urgency === "background");
  }

  #losePatience(): void {
    const { name, patienceMilliseconds } = this.#options;
    const error = () => new ThreadFailure("lost", `the ${name} was lost and is not back yet`);
    this.#jobs.losePatience(patienceMilliseconds, error);
  }
}
