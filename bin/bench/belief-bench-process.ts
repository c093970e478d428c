import { type BeliefBenchCase, measureBelief } from "./belief-bench.js";

/** What `inOwnProcess` starts: measures the one case that it is sent, and sends the result back. */
process.once("message", (benchCase: BeliefBenchCase) => {
  process.send!(measureBelief(benchCase));
});
