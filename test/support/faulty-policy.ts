/**
 * A policy `faulty` that draws at random and fails while so many exposures are made, for tests of the policy host: it
 * comes in by a module's path.
 */
import { policies } from "../../agent/policies/index.js";
import type { PolicyEntry } from "../../agent/policy.js";
import { parameterValues } from "../../agent/policy-parameters.js";

/** What it does instead of deciding. */
export const fault = { throws: 0, loops: 1, exits: 2, rejects: 3, nonsense: 4, loopsInReset: 5 } as const;

const number = { default: 0, min: 0, max: 1000, whole: true, summary: "" };

const entry: PolicyEntry = {
  name: "faulty",
  summary: "fails while so many exposures are made",
  parameters: { how: number, from: number, below: { ...number, default: 1000 } },
  create(given) {
    const { how, from, below } = parameterValues(entry, given);
    const base = policies.get("random").create();
    return {
      reset(session, random) {
        if (how === fault.loopsInReset) for (;;);
        base.reset(session, random);
      },
      decide(session) {
        const exposed = session.exposedCount[0]!;
        if (exposed < from! || exposed >= below!) return base.decide(session);
        switch (how) {
          case fault.throws:
            throw new TypeError("out of ideas");
          case fault.loops:
            for (;;);
          case fault.exits:
            process.exit(3);
            break;
          case fault.rejects:
            void Promise.reject(new Error("nobody listens"));
            // The thread ends when this turn does.
            break;
          default:
            return {
              goal: { kind: "acquire", holes: [session.tree.size + 7] },
              reason: () => ({ numbers: {}, sentence: "" }),
            };
        }
        return base.decide(session);
      },
    };
  },
};

export default entry;
