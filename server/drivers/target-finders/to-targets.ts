import { UserError } from "../../../env/errors.js";
import { Target, TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type { FoundTarget } from "./target-finder.js";

/** What the protocol takes, characters and features. */
const MOST_TEXT = 512;
const MOST_FEATURES = 256;

/**
 * Found targets as the protocol tells them: what a survey's `Found.targets` is made of. Height, image and calibration stay
 * with the driver, which keeps what was found by its id.
 *
 * @throws UserError if an id is used twice, empty or too long, a number is not finite, or a parent does not come first
 */
export function toTargets(found: readonly FoundTarget[], known: ReadonlySet<string> = new Set()): Target[] {
  const ids = new Set<string>();
  return found.map((target) => {
    const { id, parentId, level, name, stage, pixel, features, isSpent = false } = target;
    const wrong = (problem: string) => new UserError(`target '${id.slice(0, 80)}': ${problem}`);
    if (id === "" || id.length > MOST_TEXT) throw wrong(`an id has 1 to ${MOST_TEXT} characters`);
    if (ids.has(id)) throw wrong("two targets have this id");
    if (level === 1 ? parentId !== "" : !ids.has(parentId) && !known.has(parentId))
      throw wrong(`its parent '${parentId}' was not found before it`);
    const numbers = [stage?.x, stage?.y, pixel?.x, pixel?.y, ...Object.values(features)];
    if (!numbers.every((value) => value === undefined || Number.isFinite(value)))
      throw wrong("its positions and features have to be finite numbers");
    if (Object.keys(features).length > MOST_FEATURES) throw wrong(`at most ${MOST_FEATURES} features are taken`);
    ids.add(id);
    return Target.fromPartial({
      id,
      parentId,
      level,
      name: name.slice(0, MOST_TEXT),
      ...(pixel !== undefined && { imageXPixels: pixel.x, imageYPixels: pixel.y }),
      ...(stage !== undefined && { stageXMicrometers: stage.x, stageYMicrometers: stage.y }),
      features,
      status: isSpent ? TargetStatus.SPENT : TargetStatus.AVAILABLE,
    });
  });
}
