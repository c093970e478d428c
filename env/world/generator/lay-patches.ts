import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import { type Ground, SquareState } from "./ground.js";

/** How many groups and holes a world may have. */
export interface PatchCounts {
  readonly groupsPerSquare: readonly [number, number];
  readonly holesPerGroup: readonly [number, number];
  readonly holePitchMicrometers: number;
}

/** Side of the area that a square's patches take up, at most, µm. */
export function mostPatchSide({ groupsPerSquare, holesPerGroup, holePitchMicrometers }: PatchCounts): number {
  return Math.ceil(Math.sqrt(groupsPerSquare[1])) * blockSide(holesPerGroup[1]) * holePitchMicrometers;
}

/**
 * Groups as an operator lays them out: patches of some holes side by side, row by row, there and back. A square is as
 * large as its patches need.
 */
export function layPatches(ground: Ground, counts: PatchCounts, random: KeyedRandom): void {
  const pitch = counts.holePitchMicrometers;
  const block = blockSide(counts.holesPerGroup[1]);
  for (let square = 0; square < ground.squares; square++) {
    const groups = count(counts.groupsPerSquare, random, square, 1);
    const columns = Math.ceil(Math.sqrt(groups));
    const rows = Math.ceil(groups / columns);
    ground.squareSide[square] = Math.max(ground.squareSide[square]!, columns * block * pitch);
    if (ground.squareState[square] === SquareState.Broken) continue;
    for (let n = 0; n < groups; n++) {
      const row = Math.floor(n / columns);
      const column = row % 2 === 0 ? n % columns : columns - 1 - (n % columns);
      const group = ground.groups++;
      ground.groupSquare[group] = square;
      const holes = count(counts.holesPerGroup, random, group, 2);
      const along = (column - (columns - 1) / 2) * block * pitch;
      const across = (row - (rows - 1) / 2) * block * pitch;
      layPatch(ground, group, holes, along, across, pitch);
    }
  }
}

/** A patch of holes, row by row; all patches of a square share one lattice, up to half a pitch. */
function layPatch(ground: Ground, group: number, holes: number, along: number, across: number, pitch: number): void {
  const columns = blockSide(holes);
  const rows = Math.ceil(holes / columns);
  const square = ground.groupSquare[group]!;
  ground.groupX[group] = ground.stageX(square, along, across);
  ground.groupY[group] = ground.stageY(square, along, across);
  for (let hole = 0; hole < holes; hole++) {
    const column = hole % columns;
    const row = Math.floor(hole / columns);
    ground.addHole(along + (column - (columns - 1) / 2) * pitch, across + (row - (rows - 1) / 2) * pitch);
  }
}

function blockSide(holes: number): number {
  return Math.ceil(Math.sqrt(holes));
}

function count([least, most]: readonly [number, number], random: KeyedRandom, key: number, nth: number): number {
  return least + random.integer(most - least + 1, key, RandomKind.Count, nth);
}
