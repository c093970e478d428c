/**
 * Open area of grid squares as [share, µm²], linear in between: least, 5, 25, 50, 75, 95 % and most of the 921 squares
 * that EPU found on 4 grids (eBIC, September 2023; EMharvest's `Atlas.dm`), width × height as EPU gives them, rounded.
 */
export const EPU_SQUARE_AREAS: readonly (readonly [number, number])[] = [
  [0, 230],
  [0.05, 350],
  [0.25, 740],
  [0.5, 1060],
  [0.75, 1300],
  [0.95, 1580],
  [1, 1760],
];

/**
 * Distance from square to square, µm: the median distance of the same squares to their nearest is 82.2 µm; session
 * 23apr13a (Leginon; Magellon's database dump) has 82.6 µm between neighbouring squares.
 */
export const MESH_PITCH_MICROMETERS = 82;

/** Those squares lie within ± 980 µm of a grid's middle. */
export const GRID_RADIUS_MICROMETERS = 980;

/**
 * Length of the smooth field over a grid, and its share in what differs from square to square. The logarithm of those
 * squares' area correlates within a grid with that of squares 1 to 5 pitches away as .60 / .47 / .35 / .26 / .19.
 */
export const SQUARE_FIELD_MICROMETERS = 450;
export const SQUARE_FIELD_SHARE = 0.68;

/** Area of the open part of a square below which a share of the squares lies, µm². */
export function squareArea(share: number): number {
  let i = 1;
  while (i < EPU_SQUARE_AREAS.length - 1 && EPU_SQUARE_AREAS[i]![0] < share) i++;
  const [below, least] = EPU_SQUARE_AREAS[i - 1]!;
  const [above, most] = EPU_SQUARE_AREAS[i]!;
  return least + ((share - below) / (above - below)) * (most - least);
}

/** No square is larger. */
export const MOST_SQUARE_AREA = EPU_SQUARE_AREAS.at(-1)![1];
