import { Registry } from "../../../../env/registry.js";
import type { TargetFinderKind } from "../target-finder.js";

/** Finders by the name that a driver's `finder.kind` gives; one file of this folder each. */
export const targetFinderKinds = await Registry.fromFolder<TargetFinderKind>("target finder", import.meta.url);
