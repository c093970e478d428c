import { nthAvailable } from "../../env/session/available-holes.js";
import { acquire, type PolicyEntry, stop } from "../policy.js";

const entry: PolicyEntry = {
  name: "random",
  summary: "exposes a hole drawn uniformly from all that are left",
  create() {
    let random: Parameters<ReturnType<PolicyEntry["create"]>["reset"]>[1];
    return {
      reset(_session, stream) {
        random = stream;
      },
      decide(session) {
        const count = session.availableCount[0]!;
        if (count === 0) return stop("No hole is left.");
        return acquire(nthAvailable(session, 0, random.integer(count)), () => ({
          numbers: { holesLeft: count },
          sentence: `Drawn at random from ${count} holes.`,
        }));
      },
    };
  },
};

export default entry;
