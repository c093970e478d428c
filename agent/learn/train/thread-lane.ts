import { Worker } from "node:worker_threads";
import { UserError } from "../../../env/errors.js";
import type { CollectReport, CollectRequest, GradientReport, GradientRequest, LaneState } from "./lane.js";
import { type LaneQuestion, sharedNumbers } from "./lane-thread.js";
import type { LaneClient } from "./ppo.js";

/**
 * A lane in a thread of its own.
 *
 * @example
 * const lane = new ThreadLane(new URL("lane-worker.js", import.meta.url), { config, lane: 0, backend: "auto" });
 * const report = await lane.collect(request);
 * await lane.end();
 */
export class ThreadLane implements LaneClient {
  readonly #worker: Worker;
  /** What the thread died of, if it has. */
  #failure: Error | undefined;
  /** Those that it computes a gradient with. */
  #weights: Float32Array<SharedArrayBuffer> | undefined;

  /** @param file of the thread: it makes a lane of what it is told, and calls `answerFor` with it */
  constructor(file: URL, workerData: unknown) {
    this.#worker = new Worker(file, { workerData });
    this.#worker.on("error", (error) => {
      this.#failure ??= asThrown(error);
    });
    this.#worker.on("exit", (code) => {
      this.#failure ??= new Error(`a training thread ended with code ${code}`);
    });
  }

  collect(request: CollectRequest): Promise<CollectReport> {
    return this.#ask({ kind: "collect", request });
  }

  /** The report's gradient holds until another one is asked for. */
  gradient(request: GradientRequest): Promise<GradientReport> {
    this.#weights ??= sharedNumbers(request.weights.length);
    this.#weights.set(request.weights);
    return this.#ask({ kind: "gradient", request: { ...request, weights: this.#weights } });
  }

  state(): Promise<LaneState> {
    return this.#ask({ kind: "state" });
  }

  restore(state: LaneState): Promise<void> {
    return this.#ask({ kind: "restore", state });
  }

  /** Ends the thread, whatever it is at. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask<Answer>(question: LaneQuestion): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) {
        reject(this.#failure);
        return;
      }
      const worker = this.#worker;
      const settle = (then: () => void) => {
        worker.off("message", onMessage).off("error", onError).off("exit", onExit);
        then();
      };
      const onMessage = (answer: Answer) => settle(() => resolve(answer));
      const onError = (error: Error) => settle(() => reject(asThrown(error)));
      const onExit = (code: number) => settle(() => reject(new Error(`a training thread ended with code ${code}`)));
      worker.on("message", onMessage).on("error", onError).on("exit", onExit);
      worker.postMessage(question);
    });
  }
}

/** What a thread has thrown: an error loses its class on the way, and keeps its name. */
function asThrown(error: Error): Error {
  return error.name === "UserError" ? new UserError(error.message) : error;
}
