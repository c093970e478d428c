import { Worker } from "node:worker_threads";
import type { BackendChoice } from "../backend/choose-backend.js";
import type { CollectReport, CollectRequest, GradientReport, GradientRequest, LaneState } from "./lane.js";
import type { LaneQuestion, LaneWorkerData } from "./lane-worker.js";
import type { LaneClient } from "./ppo.js";
import type { TrainingConfig } from "./training-config.js";

/**
 * A lane in a thread of its own.
 *
 * @example
 * const lane = new ThreadLane(config, 0, "auto");
 * const report = await lane.collect(request);
 * await lane.end();
 */
export class ThreadLane implements LaneClient {
  readonly #worker: Worker;
  /** What the thread died of, if it has. */
  #failure: Error | undefined;

  constructor(config: TrainingConfig, lane: number, backend: BackendChoice) {
    const workerData: LaneWorkerData = { config, lane, backend };
    this.#worker = new Worker(new URL("lane-worker.js", import.meta.url), { workerData });
    this.#worker.on("error", (error) => {
      this.#failure ??= error;
    });
    this.#worker.on("exit", (code) => {
      this.#failure ??= new Error(`a training thread ended with code ${code}`);
    });
  }

  collect(request: CollectRequest): Promise<CollectReport> {
    return this.#ask({ kind: "collect", request });
  }

  gradient(request: GradientRequest): Promise<GradientReport> {
    return this.#ask({ kind: "gradient", request });
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
      const onError = (error: Error) => settle(() => reject(error));
      const onExit = (code: number) => settle(() => reject(new Error(`a training thread ended with code ${code}`)));
      worker.on("message", onMessage).on("error", onError).on("exit", onExit);
      worker.postMessage(question);
    });
  }
}
