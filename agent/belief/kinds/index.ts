import { Registry } from "../../../env/registry.js";
import type { BeliefEntry } from "../belief.js";

/** Beliefs by name; one file of this folder each. */
export const beliefs = await Registry.fromFolder<BeliefEntry>("belief", import.meta.url);
