import { type DecisionBenchCase, type DecisionMeasurement, measureDecision } from "./measure-decision.js";
import { measureOwn, type OwnMeasurement } from "./measure-own.js";
import type { OwnSettings } from "./own-lane.js";

/** What is measured in a process of its own: training, or one decision. */
export type TrainBenchCase = { readonly own: OwnSettings } | { readonly decision: DecisionBenchCase };
export type TrainBenchResult = OwnMeasurement | DecisionMeasurement;

/** What `inOwnProcess` starts: measures the one case that it is sent, and sends the result back. */
process.once("message", async (benchCase: TrainBenchCase) => {
  process.send!("own" in benchCase ? await measureOwn(benchCase.own) : await measureDecision(benchCase.decision));
});
