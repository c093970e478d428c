import { Registry } from "../../env/registry.js";
import type { PolicyEntry } from "../policy.js";

/** Policies that may run at a microscope, by name; one file of this folder each. */
export const policies = await Registry.fromFolder<PolicyEntry>("policy", import.meta.url);
