import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import { enclosingCircle } from "../grouping/enclosing-circle.js";
import type { Grouping } from "../grouping/grouping.js";
import { type Ground, SquareState } from "./ground.js";
import { rowsAcross } from "./hole-lattice.js";

/** Fills squares with a lattice of holes and divides these into groups; a group's stage position is its middle. */
export function layLattice(
  ground: Ground,
  holePitchMicrometers: number,
  grouping: Grouping,
  radiusMicrometers: number,
  random: KeyedRandom,
): void {
  for (let square = 0; square < ground.squares; square++) {
    if (ground.squareState[square] === SquareState.Broken) continue;
    const places = latticeOf(ground, square, holePitchMicrometers, random);
    const groupOf = grouping.form(places.x, places.y, radiusMicrometers);
    const groups = groupOf.reduce((most, group) => Math.max(most, group + 1), 0);
    const members: number[][] = Array.from({ length: groups }, () => []);
    groupOf.forEach((group, hole) => {
      members[group]!.push(hole);
    });
    for (const holes of members) {
      const group = ground.groups++;
      ground.groupSquare[group] = square;
      const middle = enclosingCircle(
        holes.map((hole) => places.x[hole]!),
        holes.map((hole) => places.y[hole]!),
      );
      ground.groupX[group] = middle.x;
      ground.groupY[group] = middle.y;
      for (const hole of holes) ground.addHole(places.along[hole]!, places.across[hole]!);
    }
  }
}

/** Where a square's holes lie, row by row, there and back. */
function latticeOf(ground: Ground, square: number, pitch: number, random: KeyedRandom) {
  const side = ground.squareSide[square]!;
  const [firstAlong, columns] = rowsAcross(side, pitch, random.uniform(square, RandomKind.Position, 0));
  const [firstAcross, rows] = rowsAcross(side, pitch, random.uniform(square, RandomKind.Position, 1));
  const holes = columns * rows;
  const [x, y] = [new Float64Array(holes), new Float64Array(holes)];
  const [along, across] = [new Float64Array(holes), new Float64Array(holes)];
  for (let hole = 0; hole < holes; hole++) {
    const row = Math.floor(hole / columns);
    const column = row % 2 === 0 ? hole % columns : columns - 1 - (hole % columns);
    along[hole] = firstAlong + column * pitch;
    across[hole] = firstAcross + row * pitch;
    x[hole] = ground.stageX(square, along[hole]!, across[hole]!);
    y[hole] = ground.stageY(square, along[hole]!, across[hole]!);
  }
  return { x, y, along, across };
}
