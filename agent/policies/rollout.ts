import type { PolicyEntry, PolicyParameter } from "../policy.js";
import { parameterValues } from "../policy-parameters.js";
import { RolloutPolicy, rolloutDefaults } from "../search/rollout-policy.js";
import index from "./marginal-index.js";

const parameters = {
  simulations: {
    default: rolloutDefaults.simulations,
    min: 2,
    max: 1_000_000,
    whole: true,
    summary: "simulations for a decision that is searched",
  },
  errors: {
    default: rolloutDefaults.errors,
    min: 0,
    max: 10,
    summary: "standard errors by which another step has to be better than what index would do",
  },
  clearly: {
    default: rolloutDefaults.clearly,
    min: 0,
    max: 10,
    summary: "factor over the price of time at which the next hole of the group is exposed without a search",
  },
} satisfies Record<string, PolicyParameter>;

const entry: PolicyEntry = {
  name: "rollout",
  summary:
    "looks ahead by simulation at which group to expose in, and does as index does unless something else is better",
  parameters,
  create: (values) => new RolloutPolicy(index.create(), parameterValues(entry, values)),
};

export default entry;
