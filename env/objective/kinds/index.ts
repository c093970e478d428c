import { Registry } from "../../registry.js";
import type { ObjectiveKind } from "../objective-kind.js";

/** Objectives by the name that a scenario's `objective.kind` gives; one file of this folder each. */
export const objectiveKinds = await Registry.fromFolder<ObjectiveKind>("objective", import.meta.url);

/** The objective of a scenario that names none. */
export const DEFAULT_OBJECTIVE = "good-micrographs";
