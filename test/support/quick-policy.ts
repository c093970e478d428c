import { chooseBackend } from "../../agent/learn/backend/choose-backend.js";
import { policies } from "../../agent/policies/index.js";
import { preparePolicies } from "../../agent/policy-spec.js";
import { saveSmall, shake, smallNetwork } from "./checkpoints.js";
import { withFolder } from "./folder-while.js";

/** Stays loaded after its folder is gone. */
const learned = await withFolder(async (folder) => {
  await chooseBackend("cpu");
  const made = smallNetwork();
  shake(made.network);
  await saveSmall(folder, made);
  made.network.dispose();
  await preparePolicies([`learned:${folder}`]);
  return `learned:${folder}`;
});

/**
 * A policy as `buildPolicy` reads it, for tests of what holds for all policies, in many episodes: one that searches by
 * simulation with few of them; of those that are learned a small one whose weights were drawn.
 *
 * @example buildPolicy(quickPolicy("rollout"), world) // rollout:simulations=24
 */
export function quickPolicy(name: string): string {
  if (name === "learned") return learned;
  const searches = policies.has(name) && policies.get(name).parameters?.simulations !== undefined;
  return searches ? `${name}:simulations=24` : name;
}
