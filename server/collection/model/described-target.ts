import type { TargetDescription } from "../../../env/tree/target-description.js";
import { type Target, TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";

/** What a survey message says. */
export interface DescribedTargets {
  readonly found: readonly TargetDescription[];
  /** Ids of targets that may not be exposed. */
  readonly spent: readonly string[];
}

export function describedTargets(targets: readonly Target[]): DescribedTargets {
  const spent = targets.filter(({ status }) => status === TargetStatus.SPENT).map(({ id }) => id);
  return { found: targets.map(describedTarget), spent };
}

/** A target of a message, what is not set left out. */
export function describedTarget(target: Target): TargetDescription {
  const { id, parentId, level, name, imageXPixels, imageYPixels, stageXMicrometers, stageYMicrometers } = target;
  const position = { imageXPixels, imageYPixels, stageXMicrometers, stageYMicrometers };
  const known = Object.fromEntries(Object.entries(position).filter(([, value]) => value !== undefined));
  return { id, ...(parentId !== "" && { parentId }), level, name, ...known, features: { ...target.features } };
}
