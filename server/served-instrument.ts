import type { SafetySettings } from "./collection/core/session-safety.js";
import type { CollectedSessionSettings } from "./collection/session/collected-session-settings.js";

/** An instrument that a server serves, and what its sessions are unless they are made otherwise. */
export interface ServedInstrument {
  readonly name: string;
  readonly session: Omit<CollectedSessionSettings, "instrument">;
  readonly safety: SafetySettings;
}
