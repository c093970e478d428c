import type { TargetDescription } from "../../env/tree/target-description.js";
import { type Target, TargetStatus } from "../../proto/gen/cryogym/v1alpha1/target.js";
import { invalid } from "./protocol-error.js";

const MAX_TEXT = 512;
const MAX_TARGETS_PER_MESSAGE = 1000;

/** What a survey message says, checked. */
export interface SurveyedTargets {
  readonly targets: readonly TargetDescription[];
  /** Ids of holes that may not be exposed. */
  readonly spent: readonly string[];
}

/** Checks the targets of one survey message. @throws ProtocolError naming the field */
export function takeSurvey(targets: readonly Target[]): SurveyedTargets {
  if (targets.length > MAX_TARGETS_PER_MESSAGE) {
    throw invalid(
      `survey.targets has ${targets.length} entries; expected at most ${MAX_TARGETS_PER_MESSAGE} a message`,
    );
  }
  const spent: string[] = [];
  const descriptions = targets.map((target, i): TargetDescription => {
    const path = `survey.targets[${i}]`;
    if (target.id === "" || target.id.length > MAX_TEXT)
      throw invalid(`${path}.id must have 1 to ${MAX_TEXT} characters`);
    if (target.name.length > MAX_TEXT) throw invalid(`${path}.name must have at most ${MAX_TEXT} characters`);
    if (target.status === TargetStatus.SPENT) spent.push(target.id);
    else if (target.status !== TargetStatus.AVAILABLE) throw invalid(`${path}.status must be AVAILABLE or SPENT`);
    const position = {
      imageXPixels: target.imageXPixels,
      imageYPixels: target.imageYPixels,
      stageXMicrometers: target.stageXMicrometers,
      stageYMicrometers: target.stageYMicrometers,
    };
    for (const [name, value] of [...Object.entries(position), ...Object.entries(target.features)]) {
      if (value !== undefined && !Number.isFinite(value))
        throw invalid(`${path}: ${name} is ${value}; expected a finite number`);
    }
    const known = Object.fromEntries(Object.entries(position).filter(([, value]) => value !== undefined));
    return {
      id: target.id,
      ...(target.parentId === "" ? {} : { parentId: target.parentId }),
      level: target.level,
      name: target.name,
      ...known,
      features: target.features,
    };
  });
  return { targets: descriptions, spent };
}
