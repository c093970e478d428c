import { parentPort } from "node:worker_threads";
import type { CollectRequest, GradientRequest, Lane, LaneState } from "./lane.js";

/** What a lane's thread is asked, one thing after the other; each is answered by its result. */
export type LaneQuestion =
  | { readonly kind: "collect"; readonly request: CollectRequest }
  | { readonly kind: "gradient"; readonly request: GradientRequest }
  | { readonly kind: "state" }
  | { readonly kind: "restore"; readonly state: LaneState };

/** Answers in this thread what a lane is asked, until the thread ends. */
export function answerFor(lane: Lane): void {
  const gradient = sharedNumbers(lane.network.weights.reduce((sum, { size }) => sum + size, 0));
  parentPort!.on("message", (question: LaneQuestion) => parentPort!.postMessage(answer(lane, question, gradient)));
}

/** Numbers that threads have in common: a message that holds them copies none. */
export function sharedNumbers(count: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(count * Float32Array.BYTES_PER_ELEMENT));
}

function answer(lane: Lane, question: LaneQuestion, gradient: Float32Array): unknown {
  switch (question.kind) {
    case "collect":
      return lane.collect(question.request);
    case "gradient":
      return lane.gradient(question.request, gradient);
    case "state":
      return lane.state;
    case "restore":
      lane.restore(question.state);
      return null;
  }
}
