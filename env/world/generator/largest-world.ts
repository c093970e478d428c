import { groupingKinds } from "../grouping/kinds/index.js";
import { type Drawn, most } from "./drawn.js";
import { MOST_SQUARE_AREA } from "./epu-squares.js";
import { holesAcross } from "./hole-lattice.js";

/** What of a generated world's options decides on its size. */
export interface SizeOptions {
  readonly layout: {
    readonly grids: number;
    readonly squares: readonly [number, number];
    readonly groups_per_square?: readonly [number, number] | undefined;
    readonly holes_per_group?: readonly [number, number] | undefined;
    readonly hole_pitch: number;
    readonly square_side?: Drawn | undefined;
  };
  readonly grouping: { readonly kind: string; readonly radius?: number | undefined };
  readonly positions_per_hole?: number | undefined;
}

/** What no world of a scenario exceeds. */
export interface LargestWorld {
  readonly squares: number;
  readonly groups: number;
  readonly holes: number;
  readonly mostChildren: number;
  /** Of what is exposed. */
  readonly mostHoles: number;
  readonly mostNodes: number;
  readonly mostTargets: number;
}

/** Upper bounds that hold for every seed. */
export function largestWorld(options: SizeOptions): LargestWorld {
  const { layout } = options;
  const squares = layout.squares[1];
  const { groupsPerSquare, holesPerGroup, holesPerSquare } = largestSquare(options);
  const groups = squares * groupsPerSquare;
  const holes = squares * holesPerSquare;
  const positions = options.positions_per_hole ?? 0;
  const nodes = 1 + layout.grids + squares + groups;
  return {
    squares,
    groups,
    holes,
    mostChildren: Math.max(layout.grids, Math.ceil(squares / layout.grids), groupsPerSquare, holesPerGroup, positions),
    mostHoles: positions === 0 ? holes : holes * positions,
    mostNodes: positions === 0 ? nodes : nodes + holes,
    mostTargets: nodes + holes * (1 + positions),
  };
}

/** The longest side that a square's open area may have, µm. */
export function mostSide({ layout }: SizeOptions): number {
  return layout.square_side === undefined ? Math.sqrt(MOST_SQUARE_AREA) : most(layout.square_side);
}

function largestSquare(options: SizeOptions) {
  const { layout, grouping } = options;
  if (layout.groups_per_square !== undefined && layout.holes_per_group !== undefined) {
    const [groupsPerSquare, holesPerGroup] = [layout.groups_per_square[1], layout.holes_per_group[1]];
    return { groupsPerSquare, holesPerGroup, holesPerSquare: groupsPerSquare * holesPerGroup };
  }
  const side = mostSide(options);
  const holesPerSquare = holesAcross(side, layout.hole_pitch) ** 2;
  const radius = grouping.radius ?? 1;
  const groups = grouping.kind === "layout" ? 1 : groupingKinds.get(grouping.kind).mostGroups(side, radius);
  return {
    groupsPerSquare: Math.min(holesPerSquare, groups),
    // Along each direction of the lattice a circle covers at most so many holes.
    holesPerGroup: Math.min(holesPerSquare, (Math.floor((2 * radius) / layout.hole_pitch + 1e-9) + 1) ** 2),
    holesPerSquare,
  };
}
