import { Registry } from "../../registry.js";
import type { WorldKind } from "../world-kind.js";

/** Sources of worlds by the name that a scenario's `world.kind` gives; one file of this folder each. */
export const worldKinds = await Registry.fromFolder<WorldKind>("world kind", import.meta.url);
