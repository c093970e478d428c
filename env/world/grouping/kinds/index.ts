import { Registry } from "../../../registry.js";
import type { GroupingKind } from "../grouping.js";

/** Groupings by image shift by the name that a scenario's `grouping.kind` gives; one file of this folder each. */
export const groupingKinds = await Registry.fromFolder<GroupingKind>("grouping", import.meta.url);
