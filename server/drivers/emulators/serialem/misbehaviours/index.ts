import { Registry } from "../../../../../env/registry.js";
import type { MisbehaviourKind } from "../misbehaviour.js";

/** What can go wrong at the emulated microscope, by name; one file of this folder each. */
export const misbehaviours = await Registry.fromFolder<MisbehaviourKind>("misbehaviour", import.meta.url);
