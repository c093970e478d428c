import { type Slot, SlotOccupancy } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type Target, TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type { ListedTarget } from "../../microscope/commands.js";

/** The cassette that a listing of targets shows. */
export function slotsOf(targets: readonly ListedTarget[]): Slot[] {
  const grids = targets.filter(({ level }) => level === 1);
  return grids.map(({ id, name }, i) => ({
    number: i + 1,
    occupancy: SlotOccupancy.OCCUPIED,
    name,
    targetId: id,
  }));
}

/** A target of the simulated microscope as the protocol says it. */
export function toMessage({ spent, ...target }: ListedTarget): Target {
  return {
    ...target,
    parentId: target.parentId ?? "",
    imageXPixels: target.imageXPixels,
    imageYPixels: target.imageYPixels,
    stageXMicrometers: target.stageXMicrometers,
    stageYMicrometers: target.stageYMicrometers,
    features: { ...target.features },
    status: spent ? TargetStatus.SPENT : TargetStatus.AVAILABLE,
  };
}
