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
  const tell = (answer: unknown, moved: readonly ArrayBuffer[] = []) => parentPort!.postMessage(answer, moved);
  parentPort!.on("message", (question: LaneQuestion) => {
    if (question.kind !== "gradient") return tell(answer(lane, question));
    const report = lane.gradient(question.request);
    tell(report, [report.gradient.buffer]);
  });
}

function answer(lane: Lane, question: Exclude<LaneQuestion, { readonly kind: "gradient" }>): unknown {
  switch (question.kind) {
    case "collect":
      return lane.collect(question.request);
    case "state":
      return lane.state;
    case "restore":
      lane.restore(question.state);
      return null;
  }
}
