import { enclosingCircle } from "../../../env/world/grouping/enclosing-circle.js";
import type { Grouping } from "../../../env/world/grouping/grouping.js";
import type { FoundTarget, StagePlace } from "./target-finder.js";

/** A hole before it is known which group it belongs to. */
export interface LooseHole extends Omit<FoundTarget, "parentId" | "level"> {
  /** Holes of one name here are one group, whatever image shift reaches. */
  readonly group?: string;
}

/** How holes are put into groups. */
export interface GroupingRule {
  readonly grouping: Grouping;
  readonly radiusMicrometers: number;
}

/** A group that is there already and may take more holes. */
export interface KnownGroup {
  readonly id: string;
  readonly stage?: StagePlace;
}

/**
 * Groups of a square's holes, each with its holes after it. A group's id is made of its first hole's, or of the name that
 * was given, so it stays what it is when more is found.
 *
 * @param known groups of the square: a hole within reach of one joins the nearest
 */
export function formGroups(
  squareId: string,
  holes: readonly LooseHole[],
  rule: GroupingRule,
  known: readonly KnownGroup[] = [],
): FoundTarget[] {
  const groups = new Map<string, { readonly name: string; readonly holes: LooseHole[] }>();
  const join = (id: string, name: string, hole: LooseHole) => {
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { name, holes: [hole] });
    else group.holes.push(hole);
  };
  const free: (LooseHole & { readonly stage: StagePlace })[] = [];
  for (const hole of holes) {
    const { group, stage } = hole;
    const near = group === undefined && stage !== undefined ? nearest(known, stage, rule.radiusMicrometers) : undefined;
    if (group !== undefined) join(`${squareId}/group-${group}`, group, hole);
    else if (stage === undefined) join(`${squareId}/group-unplaced`, "unplaced", hole);
    else if (near !== undefined) join(near.id, near.id, hole);
    else free.push({ ...hole, stage });
  }
  const [x, y] = [free.map(({ stage }) => stage.x), free.map(({ stage }) => stage.y)];
  const numbers = rule.grouping.form(Float64Array.from(x), Float64Array.from(y), rule.radiusMicrometers);
  const order = free.map((hole, i) => ({ hole, number: numbers[i]! })).sort((a, b) => a.number - b.number);
  const first = new Map<number, LooseHole>();
  for (const { hole, number } of order) {
    if (!first.has(number)) first.set(number, hole);
    const { id, name } = first.get(number)!;
    join(`${squareId}/group-of-${id.slice(id.lastIndexOf("/") + 1)}`, `group of ${name}`, hole);
  }
  const knownIds = new Set(known.map(({ id }) => id));
  return [...groups].flatMap(([id, group]) => {
    const members = group.holes.map(({ group: _, ...hole }): FoundTarget => ({ ...hole, parentId: id, level: 4 }));
    if (knownIds.has(id)) return members;
    const stage = middle(group.holes);
    const found: FoundTarget = {
      id,
      parentId: squareId,
      level: 3,
      name: group.name,
      ...(stage !== undefined && { stage }),
      features: {},
    };
    return [found, ...members];
  });
}

function nearest(known: readonly KnownGroup[], { x, y }: StagePlace, radius: number): KnownGroup | undefined {
  let best: KnownGroup | undefined;
  let least = radius;
  for (const group of known) {
    const distance = group.stage === undefined ? Infinity : Math.hypot(group.stage.x - x, group.stage.y - y);
    if (distance > least) continue;
    least = distance;
    best = group;
  }
  return best;
}

/** Where the stage stands for holes: the middle of the least circle around them. */
function middle(holes: readonly LooseHole[]): StagePlace | undefined {
  const places = holes.flatMap(({ stage }) => (stage === undefined ? [] : [stage]));
  if (places.length === 0) return undefined;
  const { x, y } = enclosingCircle(
    places.map((place) => place.x),
    places.map((place) => place.y),
  );
  const heights = places.flatMap(({ z }) => (z === undefined ? [] : [z]));
  return { x, y, ...(heights.length > 0 && { z: heights.reduce((sum, z) => sum + z, 0) / heights.length }) };
}
