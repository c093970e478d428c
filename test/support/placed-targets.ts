import type { RandomStream } from "../../env/random/random-stream.js";
import type { TargetDescription } from "../../env/tree/target-description.js";

/** How many targets there are, and how far apart. */
export interface PlacedLayout {
  readonly grids: number;
  readonly squaresPerGrid: number;
  readonly groupsPerSquare: number;
  readonly holesPerGroup: number;
  /** 0: a hole is exposed itself. */
  readonly positionsPerHole?: number;
  readonly squarePitchMicrometers: number;
  readonly groupPitchMicrometers: number;
}

/** Squares in rows of a grid, groups in rows of a square, with stage positions; ids are `0.1.2.3` from the grid down. */
export function placedTargets(layout: PlacedLayout, random?: RandomStream): TargetDescription[] {
  const targets: TargetDescription[] = [];
  const { squarePitchMicrometers, groupPitchMicrometers, positionsPerHole = 0 } = layout;
  const scatter = () => 1 + 0.4 * ((random?.uniform() ?? 0.5) - 0.5);
  const add = (parentId: string | undefined, index: number, level: number, place?: readonly [number, number]) => {
    const id = parentId === undefined ? `${index}` : `${parentId}.${index}`;
    targets.push({
      id,
      ...(parentId === undefined ? {} : { parentId }),
      level,
      name: id,
      ...(place === undefined ? {} : { stageXMicrometers: place[0], stageYMicrometers: place[1] }),
    });
    return id;
  };
  const lattice = (index: number, count: number, pitch: number): [number, number] => {
    const columns = Math.ceil(Math.sqrt(count));
    const row = Math.floor(index / columns);
    const column = row % 2 === 0 ? index % columns : columns - 1 - (index % columns);
    return [(column - (columns - 1) / 2) * pitch * scatter(), (row - (columns - 1) / 2) * pitch * scatter()];
  };
  for (let g = 0; g < layout.grids; g++) {
    const grid = add(undefined, g, 1);
    for (let s = 0; s < layout.squaresPerGrid; s++) {
      const at = lattice(s, layout.squaresPerGrid, squarePitchMicrometers);
      const square = add(grid, s, 2, at);
      for (let p = 0; p < layout.groupsPerSquare; p++) {
        const offset = lattice(p, layout.groupsPerSquare, groupPitchMicrometers);
        const group = add(square, p, 3, [at[0] + offset[0], at[1] + offset[1]]);
        for (let h = 0; h < layout.holesPerGroup; h++) {
          const hole = add(group, h, 4);
          for (let i = 0; i < positionsPerHole; i++) add(hole, i, 5);
        }
      }
    }
  }
  return targets;
}
