import { policies } from "../../agent/policies/index.js";

/**
 * A policy as `buildPolicy` reads it, one that searches by simulation with few of them: for tests of what holds for all
 * policies, in many episodes.
 *
 * @example buildPolicy(quickPolicy("rollout"), world) // rollout:simulations=24
 */
export function quickPolicy(name: string): string {
  const searches = policies.has(name) && policies.get(name).parameters?.simulations !== undefined;
  return searches ? `${name}:simulations=24` : name;
}
