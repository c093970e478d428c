import { expandGoal } from "../../env/goal/expand-goal.js";
import type { Goal } from "../../env/goal/goal.js";
import type { Session } from "../../env/session/session.js";
import type { Directive } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";

/** What one directive will ask for, before it has an id: one physical move, or holes of one group. */
export type PlannedDirective =
  | { readonly kind: "loadGrid" | "goToSquare" | "goToGroup"; readonly target: number }
  | { readonly kind: "acquire"; readonly group: number; readonly holes: readonly number[] };

const moveKinds = [undefined, "loadGrid", "goToSquare", "goToGroup"] as const;

/** The directives that carry a goal out, in order: each physical move is one, the holes make one together. */
export function planDirectives(session: Session, goal: Goal): PlannedDirective[] {
  const { tree } = session;
  const planned: PlannedDirective[] = [];
  const holes: number[] = [];
  for (const move of expandGoal(session, goal)) {
    if (move.kind !== "down") continue;
    if (tree.isLeaf(move.target)) {
      holes.push(move.target);
    } else {
      const kind = moveKinds[tree.level[move.target]!];
      if (kind === undefined)
        throw new RangeError(`no directive goes to the level '${tree.shape.levels[tree.level[move.target]!]}'`);
      planned.push({ kind, target: move.target });
    }
  }
  if (holes.length > 0) planned.push({ kind: "acquire", group: tree.parent[holes[0]!]!, holes });
  return planned;
}

/** Expected seconds of a planned directive from where the stage stands. */
export function plannedSeconds(session: Session, planned: PlannedDirective): number {
  if (planned.kind !== "acquire") return session.expectedSeconds(planned.target);
  let from = session.place;
  let seconds = 0;
  for (const hole of planned.holes) {
    seconds += session.plan.latency.expectedSeconds(session.tree, from, hole);
    from = hole;
  }
  return seconds;
}

/** The protocol's form of a planned directive. */
export function directiveKind(session: Session, planned: PlannedDirective, id: string): Directive["kind"] {
  const { ids } = session.tree;
  if (planned.kind === "acquire") {
    const shots = planned.holes.map((hole, i) => ({ id: shotId(id, i), targetId: ids[hole]! }));
    return { $case: "acquire", acquire: { groupId: ids[planned.group]!, shots, tiltSeries: undefined } };
  }
  const to = { targetId: ids[planned.target]! };
  switch (planned.kind) {
    case "loadGrid":
      return { $case: "loadGrid", loadGrid: to };
    case "goToSquare":
      return { $case: "goToSquare", goToSquare: to };
    case "goToGroup":
      return { $case: "goToGroup", goToGroup: to };
  }
}

function shotId(directiveId: string, index: number): string {
  return `${directiveId}-${String(index + 1).padStart(2, "0")}`;
}
