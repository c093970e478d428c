import { Registry } from "../../../env/registry.js";
import type { PrivilegedPolicyEntry } from "../privileged-policy.js";

/** Policies that know the truth, by name; one file of this folder each. */
export const privilegedPolicies = await Registry.fromFolder<PrivilegedPolicyEntry>(
  "privileged policy",
  import.meta.url,
);
