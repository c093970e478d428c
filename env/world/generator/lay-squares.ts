import { type KeyedRandom, RandomKind } from "../../random/keyed-random.js";
import { Draws, least, most } from "./drawn.js";
import {
  GRID_RADIUS_MICROMETERS,
  MESH_PITCH_MICROMETERS,
  SQUARE_FIELD_MICROMETERS,
  SQUARE_FIELD_SHARE,
  squareArea,
} from "./epu-squares.js";
import { type Ground, SquareState } from "./ground.js";
import { keyedNormal, normalProbability } from "./normal-table.js";
import type { GeneratedOptions } from "./options.js";
import type { SmoothField } from "./smooth-field.js";

/** Bars between squares, at least. */
const BAR_MICROMETERS = 10;

/**
 * Share of the mesh that an operator passes over: with it, a way from square to square is 82 µm long in the median and
 * 164 µm in the third quartile; between the square images of session 23apr13a 75 and 122 µm.
 */
const PASSED_OVER = 0.3;

/** Lays squares out over their grids: a spiral over the mesh around a random place, some squares being passed over. */
export function laySquares(
  ground: Ground,
  options: GeneratedOptions,
  mostSide: number,
  smooth: SmoothField,
  random: KeyedRandom,
): void {
  const [fewest, highest] = options.layout.squares;
  ground.squares = fewest + random.integer(highest - fewest + 1, 0, RandomKind.Count, 0);
  const pitch = Math.max(MESH_PITCH_MICROMETERS, mostSide + BAR_MICROMETERS);
  let square = 0;
  for (let grid = 0; grid < ground.grids; grid++) {
    const draws = new Draws(random, grid, RandomKind.Geometry);
    turn(ground, grid, random);
    const reach = GRID_RADIUS_MICROMETERS / 2;
    const startX = Math.round((draws.uniform() * 2 - 1) * (reach / pitch));
    const startY = Math.round((draws.uniform() * 2 - 1) * (reach / pitch));
    const spiral = new Spiral();
    for (; square < ground.squares && Math.floor((square * ground.grids) / ground.squares) === grid; square++) {
      while (draws.uniform() < PASSED_OVER) spiral.step();
      const column = (startX + spiral.x) * pitch;
      const row = (startY + spiral.y) * pitch;
      spiral.step();
      ground.squareGrid[square] = grid;
      ground.squareX[square] = column * ground.gridCos[grid]! - row * ground.gridSin[grid]!;
      ground.squareY[square] = column * ground.gridSin[grid]! + row * ground.gridCos[grid]!;
      ground.squareSide[square] = side(ground, options, square, smooth, random);
    }
  }
}

/** What of the squares is broken, empty or cracked. */
export function breakSquares(
  ground: Ground,
  random: KeyedRandom,
  shares: { readonly broken: number; readonly empty: number; readonly crack: number },
): void {
  for (let square = 0; square < ground.squares; square++) {
    const fate = random.uniform(square, RandomKind.Defect, 0);
    ground.squareState[square] =
      fate < shares.broken
        ? SquareState.Broken
        : fate < shares.broken + shares.empty
          ? SquareState.Empty
          : SquareState.Whole;
    ground.crackX[square] = Number.NaN;
    if (random.uniform(square, RandomKind.Defect, 1) >= shares.crack) continue;
    const side = ground.squareSide[square]!;
    ground.crackX[square] = (random.uniform(square, RandomKind.Defect, 2) - 0.5) * side;
    ground.crackY[square] = (random.uniform(square, RandomKind.Defect, 3) - 0.5) * side;
    const x = keyedNormal(random, square, RandomKind.Defect, 4);
    const y = keyedNormal(random, square, RandomKind.Defect, 5) + 1e-9;
    const length = Math.sqrt(x * x + y * y);
    ground.crackCos[square] = x / length;
    ground.crackSin[square] = y / length;
  }
}

/** Grids lie in their holders as they were put in. */
function turn(ground: Ground, grid: number, random: KeyedRandom): void {
  const x = keyedNormal(random, grid, RandomKind.Rotation, 0);
  const y = keyedNormal(random, grid, RandomKind.Rotation, 1) + 1e-9;
  const length = Math.sqrt(x * x + y * y);
  ground.gridCos[grid] = x / length;
  ground.gridSin[grid] = y / length;
}

function side(
  ground: Ground,
  { layout }: GeneratedOptions,
  square: number,
  smooth: SmoothField,
  random: KeyedRandom,
): number {
  const grid = ground.squareGrid[square]!;
  const field = smooth.at(
    grid,
    0,
    ground.squareX[square]! / SQUARE_FIELD_MICROMETERS,
    ground.squareY[square]! / SQUARE_FIELD_MICROMETERS,
  );
  const own = keyedNormal(random, square, RandomKind.SquareSide);
  const rank = normalProbability(Math.sqrt(SQUARE_FIELD_SHARE) * field + Math.sqrt(1 - SQUARE_FIELD_SHARE) * own);
  if (layout.square_side === undefined) return Math.sqrt(squareArea(rank));
  return least(layout.square_side) + rank * (most(layout.square_side) - least(layout.square_side));
}

/** Walks over all whole places of a plane, turn by turn around the first. */
class Spiral {
  x = 0;
  y = 0;
  #dx = 1;
  #dy = 0;
  #left = 1;
  #length = 1;
  #turns = 0;

  step(): void {
    this.x += this.#dx;
    this.y += this.#dy;
    if (--this.#left > 0) return;
    [this.#dx, this.#dy] = [-this.#dy, this.#dx];
    if (++this.#turns % 2 === 0) this.#length++;
    this.#left = this.#length;
  }
}
