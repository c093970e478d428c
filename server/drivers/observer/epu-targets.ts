import type { EpuGridSquare, EpuHole } from "../files/epu/grid-square.js";
import { formGroups, type GroupingRule, type LooseHole } from "../target-finders/form-groups.js";
import type { FoundTarget } from "../target-finders/target-finder.js";
import type { Told } from "./told.js";

/** Ids of squares and holes in a grid where the control software has ids of its own. */
export function ownSquareId(grid: string, square: string): string {
  return `${grid}/${square}`;
}

export function ownHoleId(grid: string, square: string, hole: string): string {
  return `${grid}/${square}/${hole}`;
}

/** A square of EPU with its holes in groups; holes that are known already keep theirs. */
export function epuTargets(grid: string, square: EpuGridSquare, rule: GroupingRule, told: Told): FoundTarget[] {
  const id = ownSquareId(grid, square.id);
  const { stage, image = "" } = square;
  const holes = square.holes.filter(({ isNearGridBar }) => !isNearGridBar);
  const loose = holes.map((hole) => looseHole(ownHoleId(grid, square.id, hole.id), hole, image));
  const fresh = loose.filter((hole) => !told.has(hole.id));
  const known = loose.filter((hole) => told.has(hole.id));
  return [
    { id, parentId: grid, level: 2, name: `GridSquare_${square.id}`, stage, features: {} },
    ...formGroups(id, fresh, rule, told.groupsOf(id)),
    ...known.map((hole): FoundTarget => ({ ...hole, parentId: "", level: 4 })),
  ];
}

function looseHole(id: string, { id: name, stage, pixel }: EpuHole, imageId: string): LooseHole {
  return {
    id,
    name: `FoilHole_${name}`,
    stage,
    ...(pixel !== undefined && { pixel: { ...pixel, imageId, calibrationId: "" } }),
    features: {},
  };
}
