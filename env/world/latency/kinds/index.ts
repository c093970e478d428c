import { Registry } from "../../../registry.js";
import type { LatencyKind } from "../latency-model.js";

/** Latency models by the name that a scenario's `latency.kind` gives; one file of this folder each. */
export const latencyKinds = await Registry.fromFolder<LatencyKind>("latency model", import.meta.url);
