import { z } from "zod";
import { defineGuard, type Finding } from "./guard.js";
import type { GuardedSlot } from "./guard-event.js";

/** What the guard remembers. */
export interface InventoryState {
  /** What was in the cassette, as text; empty before the first inventory. */
  readonly slots: string;
  /** Grids have to be confirmed before they are exposed: something happened. */
  readonly doubted: boolean;
  /** The slots have to be read again. */
  readonly unread: boolean;
  /** Grids that were confirmed since. */
  readonly confirmed: readonly string[];
  /** The grid that is loaded; empty if none. */
  readonly loaded: string;
}

type Code = "inventory_changed" | "restarted_after_gap" | "grid_mismatch";

const thresholds = {
  restart_gap_seconds: z
    .number()
    .min(0)
    .default(600)
    .describe("A server that was away for longer has the grids confirmed, seconds."),
  atlas_correlation: z
    .number()
    .min(-1)
    .max(1)
    .default(0.5)
    .describe("Least correlation of a fresh tile with the stored atlas, −1 to 1. A default without a measured source."),
};

/**
 * After the cassette's contents changed, or the server was away for long, another grid may lie in a slot than the session
 * believes. The slots are read, and a fresh tile of the loaded grid is compared with its stored atlas, before the first
 * exposure; a grid surveyed anew or an operator's word will do, too.
 */
export default defineGuard<InventoryState, Code, typeof thresholds>({
  name: "inventory",
  summary: "the grids are those that were surveyed",
  alarms: {
    inventory_changed: { severity: "warning", pauses: false, meaning: "the cassette's contents changed" },
    restarted_after_gap: {
      severity: "warning",
      pauses: false,
      meaning: "the server was away; grids are confirmed first",
    },
    grid_mismatch: {
      severity: "critical",
      pauses: true,
      meaning: "the loaded grid does not look like its stored atlas",
    },
  },
  thresholds,
  initial: { slots: "", doubted: false, unread: false, confirmed: [], loaded: "" },
  reduce(state, event, _now, limits) {
    switch (event.kind) {
      case "restarted": {
        const { gapSeconds } = event;
        if (gapSeconds !== undefined && gapSeconds < limits.restart_gap_seconds) return { state };
        const long = gapSeconds === undefined ? "nobody knows how long" : `${Math.round(gapSeconds)} s`;
        const text = `The server was away for ${long}: slots are read and grids compared with their atlases before the next exposure.`;
        return {
          state: { ...state, doubted: true, unread: true, confirmed: [] },
          findings: [{ code: "restarted_after_gap", text }],
        };
      }
      case "inventory": {
        const slots = fingerprint(event.slots);
        const read = { ...state, slots, unread: false };
        if (state.slots === "" || state.slots === slots) return settled(read);
        const text = `The cassette was ${state.slots} and is ${slots}: grids are compared with their atlases before the next exposure.`;
        return {
          state: { ...read, doubted: true, confirmed: [] },
          findings: [{ code: "inventory_changed", text }],
        };
      }
      case "loaded":
        return settled({ ...state, loaded: event.grid });
      case "surveyed":
        return settled(confirm(state, event.grid), [{ code: "grid_mismatch", subject: event.grid }]);
      case "image": {
        const { correlationWithAtlas: correlation, imageKind, target } = event;
        if (imageKind !== "atlas" || correlation === undefined) return { state };
        if (correlation >= limits.atlas_correlation)
          return settled(confirm(state, target), [{ code: "grid_mismatch", subject: target }]);
        const text = `A fresh tile of '${target}' fits its stored atlas by ${correlation.toFixed(2)}; expected is ${limits.atlas_correlation} at least: another grid may be loaded.`;
        return {
          state: { ...state, doubted: true, confirmed: [] },
          findings: [{ code: "grid_mismatch", subject: target, text }],
        };
      }
      case "confirmed":
        if (event.what !== "grids") return { state };
        return settled({ ...state, doubted: false, unread: false, confirmed: [] }, [{ code: "grid_mismatch" }]);
      default:
        return { state };
    }
  },
  blocksExposure(state) {
    if (!state.doubted) return undefined;
    if (state.unread) return "the cassette's slots have to be read again";
    if (state.confirmed.includes(state.loaded)) return undefined;
    return `a fresh low-magnification tile of '${state.loaded}' has to be compared with its stored atlas`;
  },
});

function confirm(state: InventoryState, grid: string): InventoryState {
  return state.confirmed.includes(grid) ? state : { ...state, confirmed: [...state.confirmed, grid] };
}

/** The alarms that do not hold any more once the loaded grid is beyond doubt. */
function settled(state: InventoryState, findings: readonly Finding<Code>[] = []) {
  const clear = !state.doubted || (!state.unread && state.confirmed.includes(state.loaded));
  if (!clear) return { state, findings };
  return { state, findings: [...findings, { code: "inventory_changed" }, { code: "restarted_after_gap" }] as const };
}

function fingerprint(slots: readonly GuardedSlot[]): string {
  const filled = slots.filter(({ occupancy }) => occupancy !== "empty").sort((a, b) => a.number - b.number);
  const words = filled.map(({ number, occupancy, grid }) =>
    occupancy === "unknown" ? `${number}: '${grid}'?` : `${number}: '${grid}'`,
  );
  return words.length === 0 ? "empty" : words.join(", ");
}
