import { status } from "@grpc/grpc-js";
import type { Target } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type { SessionModel } from "../model/session-model.js";
import { type FieldViolation, ProtocolError } from "../protocol-error.js";

/** Of one message so many mistakes are told. */
const MOST_VIOLATIONS = 20;

/**
 * A part of a survey has to make a tree with what is known: no id comes twice, each parent comes before its children, and
 * lies one level above them. So there are no cycles either.
 *
 * @throws ProtocolError INVALID_ARGUMENT naming each field that is wrong, 20 at most; nothing of the message is kept then
 * @example checkSurvey(core.model, [{ id: "9.9", parentId: "9", level: 2, … }]); // survey.targets[0].parent_id: …
 */
export function checkSurvey(model: Pick<SessionModel, "levelOf">, targets: readonly Target[]): void {
  const here = new Map<string, number>();
  const violations: FieldViolation[] = [];
  const levelOf = (id: string) => here.get(id) ?? model.levelOf(id);
  for (const [i, { id, parentId, level }] of targets.entries()) {
    const wrong = (field: string, description: string) =>
      violations.push({ field: `survey.targets[${i}].${field}`, description });
    const above = levelOf(parentId);
    if (levelOf(id) !== undefined) wrong("id", `target id '${id}' comes twice; expected a new one`);
    else if (parentId === id) wrong("parent_id", `target '${id}' is its own parent; expected one that came before it`);
    else if (above === undefined) {
      wrong("parent_id", `target '${id}' has the parent '${parentId}', which did not come before it`);
    } else if (level !== above + 1) {
      const whose = parentId === "" ? "it has no parent" : `its parent '${parentId}' is of level ${above}`;
      wrong("level", `target '${id}' is of level ${level}; expected ${above + 1}, as ${whose}`);
    }
    if (!here.has(id)) here.set(id, level);
  }
  const [first] = violations;
  if (first === undefined) return;
  const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : "";
  throw new ProtocolError(
    status.INVALID_ARGUMENT,
    `the survey does not make a tree: ${first.field}: ${first.description}${more}`,
    "INVALID_MESSAGE",
    violations.slice(0, MOST_VIOLATIONS),
  );
}
