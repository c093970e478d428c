import { z } from "zod";
import { defineGuard } from "./guard.js";
import type { GuardedImageKind } from "./guard-event.js";

/** What the guard remembers. */
export interface LowCountsState {
  /** Mean counts of the last images of each kind that were not too dark. */
  readonly counts: Readonly<Partial<Record<GuardedImageKind, readonly number[]>>>;
  /** The optics that exposures were made with. */
  readonly optics: string;
}

/** Images that the median is made of. */
const WINDOW = 15;
const kinds: readonly GuardedImageKind[] = ["atlas", "square", "view", "exposure"];

const thresholds = {
  low_counts_fraction: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe(
      "An image is too dark below this fraction of the running median of its kind, 0 to 1. A default without a measured source.",
    ),
  low_counts_clear_fraction: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe("It is bright again above this fraction; at least low_counts_fraction."),
  low_counts_images: z
    .int()
    .min(1)
    .max(WINDOW)
    .default(5)
    .describe("Images of a kind that are needed before one is judged."),
};

/** Column valves close, a beam is lost, and a run goes on collecting nothing: a dark image stops it. */
export default defineGuard<LowCountsState, "low_counts", typeof thresholds>({
  name: "low-counts",
  summary: "images are as bright as those of their kind before",
  alarms: {
    low_counts: { severity: "critical", pauses: true, meaning: "an image is far darker than its kind was: no beam?" },
  },
  thresholds,
  initial: { counts: {}, optics: "" },
  reduce(state, event, _now, limits) {
    if (event.kind === "confirmed" && event.what === "brightness")
      return { state: { ...state, counts: {} }, findings: [{ code: "low_counts" }] };
    if (event.kind === "optics") {
      const optics = `${event.magnification}/${event.spotSize}`;
      if (optics === state.optics) return { state };
      if (state.optics === "") return { state: { ...state, optics } };
      const { exposure: _, ...counts } = state.counts;
      return { state: { counts, optics }, findings: [{ code: "low_counts", subject: "exposure" }] };
    }
    if (event.kind !== "image" || !kinds.includes(event.imageKind)) return { state };
    const { imageKind: subject, meanCounts } = event;
    const before = state.counts[subject] ?? [];
    const usual = before.length < limits.low_counts_images ? undefined : median(before);
    if (usual !== undefined && meanCounts < limits.low_counts_fraction * usual) {
      const text = `An image (${subject}) has ${round(meanCounts)} counts a pixel, the median before it was ${round(usual)}: check the beam and the column valves.`;
      return { state, findings: [{ code: "low_counts", subject, text }] };
    }
    const next = { ...state, counts: { ...state.counts, [subject]: [...before, meanCounts].slice(-WINDOW) } };
    if (usual !== undefined && meanCounts < limits.low_counts_clear_fraction * usual) return { state: next };
    return { state: next, findings: [{ code: "low_counts", subject }] };
  },
});

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
