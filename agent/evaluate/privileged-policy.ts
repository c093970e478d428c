import type { RegistryEntry } from "../../env/registry.js";
import type { World } from "../../env/world/world.js";
import type { Policy } from "../policy.js";

/**
 * A policy that knows the truth: a reference for evaluation, which alone has the {@link World} to build it. The
 * server knows only the other registry and can't name one of these.
 */
export interface PrivilegedPolicyEntry extends RegistryEntry {
  create(world: World): Policy;
}
