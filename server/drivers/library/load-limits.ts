import { checkPlainDocument } from "../../../env/scenario/check-plain-document.js";
import { type Limits, limitsSchema } from "../../safety/limits.js";

/**
 * Reads the limits on the instrument's side.
 *
 * @throws UserError with `file:line:column` for each thing that is wrong
 * @example loadLimits("scope-limits.yaml").shots_per_target // 1
 */
export function loadLimits(file: string): Limits {
  return checkPlainDocument(file, limitsSchema);
}
