import { UserError } from "../../env/errors.js";
import { didYouMean } from "../../env/nearest-word.js";
import type { World } from "../../env/world/world.js";
import { policies } from "../policies/index.js";
import type { Policy } from "../policy.js";
import { privilegedPolicies } from "./privileged/index.js";

/** Names of all policies that evaluation can build, those that know the truth last. */
export function evaluationPolicyNames(): string[] {
  return [...policies.names(), ...privilegedPolicies.names()];
}

/** @throws UserError if no policy, privileged or not, has this name */
export function requirePolicies(names: readonly string[]): void {
  const known = evaluationPolicyNames();
  for (const name of names) {
    if (!known.includes(name)) {
      throw new UserError(`unknown policy '${name}'.${didYouMean(name, known)} Known: ${known.join(", ")}.`);
    }
  }
}

/** Builds a policy for one world; only privileged ones get to see it. */
export function buildPolicy(name: string, world: World): Policy {
  return policies.has(name) ? policies.get(name).create() : privilegedPolicies.get(name).create(world);
}
