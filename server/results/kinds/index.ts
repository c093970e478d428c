import { Registry } from "../../../env/registry.js";
import type { SourceKind } from "../source-kind.js";

/** Sources of results by name; one file of this folder each. */
export const sourceKinds = await Registry.fromFolder<SourceKind>("source of results", import.meta.url);
