/**
 * Registers a policy `broken` that throws in every other episode, for tests of what becomes of an evaluation then.
 * `node --import` loads it into a process and its threads.
 */
import { policies } from "../../agent/policies/index.js";
import type { Policy } from "../../agent/policy.js";

const MOST_DECISIONS = 3;

function create(): Policy {
  const policy = policies.get("greedy").create();
  let left = Number.POSITIVE_INFINITY;
  return {
    reset(session, random) {
      left = random.integer(2) === 0 ? MOST_DECISIONS : Number.POSITIVE_INFINITY;
      policy.reset(session, random);
    },
    decide(session) {
      if (left-- <= 0) throw new TypeError("out of ideas");
      return policy.decide(session);
    },
  };
}

policies.register({ name: "broken", summary: "throws in every other episode", create });
