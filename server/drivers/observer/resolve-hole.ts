import { formGroups, type GroupingRule } from "../target-finders/form-groups.js";
import type { FoundTarget, StagePlace } from "../target-finders/target-finder.js";
import { ownHoleId, ownSquareId } from "./epu-targets.js";
import type { Frame } from "./frame.js";
import type { Told } from "./told.js";

/** A larger image shift than this makes the stage's position no hole's. */
const LEAST_IMAGE_SHIFT = 1e-3;

/** The square of what lies in none. */
const ELSEWHERE = "elsewhere";

export interface ResolveRule extends GroupingRule {
  readonly matchMicrometers: number;
  /** Stage micrometres of a unit of image shift, row by row. */
  readonly imageShiftToStage?: readonly number[] | undefined;
  /** Holes of a label in a grid. */
  readonly holesOf: (grid: string, label: string) => readonly string[];
}

/** The hole that an exposure is of. */
export interface Resolved {
  readonly holeId: string;
  /** What has to be told of first: the hole itself, its group, its square. */
  readonly found: readonly FoundTarget[];
}

/**
 * Tells which hole an exposure is of: by the ids that its files give, else by the navigator's label, else by place. Nothing is guessed: what
 * fits no hole, or several, and what is a further exposure of a hole, becomes a hole of its own.
 */
export function resolveHole(frame: Frame, shotId: string, told: Told, rule: ResolveRule): Resolved {
  const place = placeOf(frame, rule);
  // Ids of EPU, or in names, say which hole it is, whether or not that was told of yet.
  const isByPlace = frame.hole === undefined && place !== undefined;
  const near = () => (isByPlace ? nearby(frame.grid, place, told, rule.matchMicrometers) : undefined);
  const hole = named(frame, told, rule) ?? near();
  if (hole !== undefined && !told.isSpent(hole)) return { holeId: hole, found: [] };
  if (hole !== undefined) {
    const { parentId, name } = told.memory.target(hole)!;
    const id = `${hole}/${shotId}`;
    const again: FoundTarget = { id, parentId, level: 4, name: `${name}, again`, ...at(place), features: {} };
    return { holeId: id, found: [again] };
  }
  return ownHole(frame, shotId, place, told, rule);
}

function named({ grid, square, hole, label }: Frame, told: Told, rule: ResolveRule): string | undefined {
  if (hole !== undefined) {
    const id = ownHoleId(grid, square ?? ELSEWHERE, hole);
    return told.has(id) ? id : undefined;
  }
  const holes = label === undefined ? [] : rule.holesOf(grid, label).filter((id) => told.has(id));
  return holes.length === 1 ? holes[0] : undefined;
}

function nearby(grid: string, { x, y }: StagePlace, told: Told, radius: number): string | undefined {
  const near = told.holes(grid).filter(({ stageXMicrometers, stageYMicrometers }) => {
    return Math.hypot((stageXMicrometers ?? Infinity) - x, (stageYMicrometers ?? Infinity) - y) <= radius;
  });
  const fresh = near.filter(({ id }) => !told.isSpent(id));
  if (fresh.length > 0) return fresh.length === 1 ? fresh[0]!.id : undefined;
  return near.length === 1 ? near[0]!.id : undefined;
}

/** Where on the stage an exposure was made; undefined where image shift can't be told in the stage's axes. */
function placeOf({ stage, imageShift: [u, v] = [0, 0] }: Frame, rule: ResolveRule): StagePlace | undefined {
  if (stage === undefined) return undefined;
  if (Math.hypot(u, v) < LEAST_IMAGE_SHIFT) return stage;
  const [a, b, c, d] = rule.imageShiftToStage ?? [];
  if (a === undefined) return undefined;
  return { ...stage, x: stage.x + a * u + b! * v, y: stage.y + c! * u + d! * v };
}

function ownHole(
  { grid, square, group, hole, stage }: Frame,
  shotId: string,
  place: StagePlace | undefined,
  told: Told,
  rule: ResolveRule,
): Resolved {
  const squareId = ownSquareId(grid, square ?? ELSEWHERE);
  const holeId = hole === undefined ? `${grid}/shot-${shotId}` : ownHoleId(grid, square ?? ELSEWHERE, hole);
  const above: FoundTarget = {
    id: squareId,
    parentId: grid,
    level: 2,
    name: square ?? ELSEWHERE,
    features: {},
  };
  // Without the hole's own place its group is that of the stage.
  const named = group === undefined ? {} : { group };
  const loose = { id: holeId, name: hole ?? shotId, ...named, ...at(place ?? stage), features: {} };
  const below = formGroups(squareId, [loose], rule, told.groupsOf(squareId)).map((target): FoundTarget => {
    const { stage: _, ...placeless } = target;
    return target.level === 4 && place === undefined ? placeless : target;
  });
  return { holeId, found: [above, ...below] };
}

function at(stage: StagePlace | undefined) {
  return stage === undefined ? {} : { stage };
}
