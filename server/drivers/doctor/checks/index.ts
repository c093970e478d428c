import { Registry } from "../../../../env/registry.js";
import type { DoctorCheck } from "../doctor-check.js";

/** What `cryogym doctor` looks at for every kind of driver; one file of this folder each. */
export const doctorChecks = await Registry.fromFolder<DoctorCheck>("check", import.meta.url);
