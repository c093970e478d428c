import {
  type Heartbeat,
  ImageKind,
  type ImageTaken,
  type Inventory,
  type OpticalState,
  SlotOccupancy,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { GuardEvent, GuardedImageKind } from "../../safety/guards/guard-event.js";

/** What drivers say, as guards hear it. */

export function inventoryEvent({ slots }: Inventory): GuardEvent {
  return {
    kind: "inventory",
    slots: slots.map(({ number, occupancy, targetId }) => ({
      number,
      occupancy:
        occupancy === SlotOccupancy.OCCUPIED ? "occupied" : occupancy === SlotOccupancy.EMPTY ? "empty" : "unknown",
      grid: targetId,
    })),
  };
}

/** Numbers of the slots in which grids lie, by the grids' ids. */
export function slotsOf({ slots }: Inventory): Record<string, number> {
  return Object.fromEntries(
    slots.filter(({ targetId }) => targetId !== "").map(({ targetId, number }) => [targetId, number]),
  );
}

/** Undefined for an image whose kind is not said. */
export function imageEvent({ kind, targetId, meanCounts, correlationWithAtlas }: ImageTaken): GuardEvent | undefined {
  const imageKind = kinds.get(kind);
  if (imageKind === undefined) return undefined;
  return {
    kind: "image",
    imageKind,
    target: targetId,
    meanCounts,
    ...(correlationWithAtlas !== undefined && { correlationWithAtlas }),
  };
}

const kinds = new Map<ImageKind, GuardedImageKind>([
  [ImageKind.ATLAS, "atlas"],
  [ImageKind.SQUARE, "square"],
  [ImageKind.VIEW, "view"],
  [ImageKind.EXPOSURE, "exposure"],
]);

export function opticsEvent(optics: OpticalState): GuardEvent {
  const { magnification, spotSize, columnValvesOpen, movieDiskFreeGibibytes, dewarSeconds } = optics;
  return {
    kind: "optics",
    magnification,
    spotSize,
    columnValvesOpen,
    ...(movieDiskFreeGibibytes !== undefined && { movieDiskFreeGibibytes }),
    ...(dewarSeconds !== undefined && { dewarSeconds }),
  };
}

/** @param observedAt by the driver's clock, UTC milliseconds; 0 if it has none */
export function heartbeatEvent({ scopeReplyAgeSeconds }: Heartbeat, observedAt: number): GuardEvent {
  return {
    kind: "heartbeat",
    scopeReplyAgeSeconds,
    ...(observedAt > 0 && { observedAtUnixMilliseconds: observedAt }),
  };
}
