import { expandGoal } from "../../../env/goal/expand-goal.js";
import type { Goal } from "../../../env/goal/goal.js";
import type { Session } from "../../../env/session/session.js";
import type { Directive } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { PlannedDirective } from "./planned-directive.js";

const moveKinds = [undefined, "loadGrid", "goToSquare", "goToGroup"] as const;
const surveyKinds = [undefined, "surveyGrid", "surveySquare"] as const;

/** The directives that carry a goal out, in order: each physical move is one, the holes make one together. */
export function planDirectives(session: Session, goal: Goal): PlannedDirective[] {
  const { tree, explored } = session;
  const planned: PlannedDirective[] = [];
  const holes: number[] = [];
  for (const move of expandGoal(session, goal)) {
    if (move.kind !== "down") continue;
    const { target: row } = move;
    if (tree.isLeaf(row)) {
      holes.push(row);
      continue;
    }
    const level = tree.level[row]!;
    const target = tree.ids[row]!;
    const kind = moveKinds[level];
    if (kind === undefined) throw new RangeError(`no directive goes to the level '${tree.shape.levels[level]}'`);
    const isSurvey = explored[row] === 0;
    // A square's survey goes there by itself; a grid has to be loaded first.
    if (!isSurvey || level === 1) planned.push({ kind, target });
    if (isSurvey) planned.push({ kind: surveyKinds[level]!, target });
  }
  if (holes.length > 0) {
    const group = tree.ids[tree.parent[holes[0]!]!]!;
    planned.push({ kind: "acquire", group, holes: holes.map((hole) => tree.ids[hole]!) });
  }
  return planned;
}

/** Expected seconds of a planned directive from where the stage stands. */
export function plannedSeconds({ tree, place, plan }: Session, planned: PlannedDirective): number {
  if (planned.kind !== "acquire") return plan.latency.expectedSeconds(tree, place, tree.row(planned.target)!);
  let from = place;
  let seconds = 0;
  for (const id of planned.holes) {
    const hole = tree.row(id)!;
    seconds += plan.latency.expectedSeconds(tree, from, hole);
    from = hole;
  }
  return seconds;
}

/** Whether a planned directive can still be carried out: what it names may be used, and holes are where the stage is. */
export function isFeasible(session: Session, planned: PlannedDirective): boolean {
  const { tree, place } = session;
  if (planned.kind === "acquire") {
    const group = tree.row(planned.group);
    if (group === undefined || !tree.contains(group, place)) return false;
    return planned.holes.every((id) => {
      const hole = tree.row(id);
      return hole !== undefined && session.isAvailable(hole) && tree.parent[hole] === group;
    });
  }
  const row = tree.row(planned.target);
  return row !== undefined && session.isOpen(row);
}

/** The protocol's form of a planned directive; its shots' ids follow from its own. */
export function directiveKind(planned: PlannedDirective, id: string): NonNullable<Directive["kind"]> {
  if (planned.kind === "acquire") {
    const shots = planned.holes.map((targetId, i) => ({ id: shotId(id, i), targetId }));
    return { $case: "acquire", acquire: { groupId: planned.group, shots, tiltSeries: undefined } };
  }
  const to = { targetId: planned.target };
  switch (planned.kind) {
    case "loadGrid":
      return { $case: "loadGrid", loadGrid: to };
    case "surveyGrid":
      return { $case: "surveyGrid", surveyGrid: to };
    case "goToSquare":
      return { $case: "goToSquare", goToSquare: to };
    case "surveySquare":
      return { $case: "surveySquare", surveySquare: to };
    case "goToGroup":
      return { $case: "goToGroup", goToGroup: to };
  }
}

function shotId(directiveId: string, index: number): string {
  return `${directiveId}-${String(index + 1).padStart(2, "0")}`;
}
