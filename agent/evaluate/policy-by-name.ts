import type { World } from "../../env/world/world.js";
import { policies } from "../policies/index.js";
import type { Policy, PrepareOptions } from "../policy.js";
import { createPolicy, type PolicySpec, parsePolicySpec, preparePolicies } from "../policy-spec.js";
import { privilegedPolicies } from "./privileged/index.js";

/** Names of all policies that evaluation can build, those that know the truth last. */
export function evaluationPolicyNames(): string[] {
  return [...policies.names(), ...privilegedPolicies.names()];
}

/** As `parsePolicySpec`, those that know the truth included. */
export function evaluationPolicySpec(spec: string): PolicySpec {
  return parsePolicySpec(spec, privilegedPolicies.names());
}

/** @throws UserError if one of them is no policy, privileged or not; see `parsePolicySpec` */
export function requirePolicies(specs: readonly string[]): void {
  for (const spec of specs) evaluationPolicySpec(spec);
}

/** Makes policies ready to be built in this thread. @throws as `preparePolicies` */
export async function prepareEvaluationPolicies(specs: readonly string[], options: PrepareOptions = {}): Promise<void> {
  await preparePolicies(specs, privilegedPolicies.names(), options);
}

/**
 * Builds a policy for one world; only privileged ones get to see it.
 *
 * @param spec as {@link evaluationPolicySpec} reads it, prepared
 */
export function buildPolicy(spec: string, world: World): Policy {
  const { name } = evaluationPolicySpec(spec);
  return policies.has(name) ? createPolicy(spec) : privilegedPolicies.get(name).create(world);
}
