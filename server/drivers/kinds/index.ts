import { Registry } from "../../../env/registry.js";
import type { DriverKind } from "../instrument.js";

/** Drivers by name; one file of this folder each. */
export const driverKinds = await Registry.fromFolder<DriverKind>("driver", import.meta.url);
