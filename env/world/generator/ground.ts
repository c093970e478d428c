import type { LargestWorld } from "./largest-world.js";

/** What a square is like; a broken one has no holes, those of an empty one have no ice. */
export const SquareState = { Whole: 0, Broken: 1, Empty: 2 } as const;

/**
 * Where everything lies in one world, before it becomes a tree: squares by grid, groups by square, holes by group, each
 * in the order of collecting. Room for the largest world of a scenario, used for one world after the other.
 */
export class Ground {
  readonly grids: number;
  squares = 0;
  groups = 0;
  holes = 0;

  /** Direction of the squares' rows. [grids] */
  readonly gridCos: Float64Array;
  readonly gridSin: Float64Array;

  readonly squareGrid: Int32Array;
  readonly squareState: Uint8Array;
  readonly squareX: Float64Array;
  readonly squareY: Float64Array;
  /** Side of the open area. */
  readonly squareSide: Float64Array;
  /** A point of a square's crack from its middle, along the rows; NaN without a crack. */
  readonly crackX: Float64Array;
  readonly crackY: Float64Array;
  readonly crackCos: Float64Array;
  readonly crackSin: Float64Array;

  readonly groupSquare: Int32Array;
  readonly groupX: Float64Array;
  readonly groupY: Float64Array;

  readonly holeGroup: Int32Array;
  readonly holeX: Float64Array;
  readonly holeY: Float64Array;
  /** From the square's middle, along its rows. */
  readonly holeAlong: Float64Array;
  readonly holeAcross: Float64Array;

  constructor(grids: number, { squares, groups, holes }: LargestWorld) {
    this.grids = grids;
    this.gridCos = new Float64Array(grids);
    this.gridSin = new Float64Array(grids);
    this.squareGrid = new Int32Array(squares);
    this.squareState = new Uint8Array(squares);
    this.squareX = new Float64Array(squares);
    this.squareY = new Float64Array(squares);
    this.squareSide = new Float64Array(squares);
    this.crackX = new Float64Array(squares);
    this.crackY = new Float64Array(squares);
    this.crackCos = new Float64Array(squares);
    this.crackSin = new Float64Array(squares);
    this.groupSquare = new Int32Array(groups);
    this.groupX = new Float64Array(groups);
    this.groupY = new Float64Array(groups);
    this.holeGroup = new Int32Array(holes);
    this.holeX = new Float64Array(holes);
    this.holeY = new Float64Array(holes);
    this.holeAlong = new Float64Array(holes);
    this.holeAcross = new Float64Array(holes);
  }

  /** Adds a hole to the last group. */
  addHole(along: number, across: number): void {
    const group = this.groups - 1;
    const square = this.groupSquare[group]!;
    const hole = this.holes++;
    this.holeGroup[hole] = group;
    this.holeAlong[hole] = along;
    this.holeAcross[hole] = across;
    this.holeX[hole] = this.stageX(square, along, across);
    this.holeY[hole] = this.stageY(square, along, across);
  }

  /** Stage position of a place in a square. */
  stageX(square: number, along: number, across: number): number {
    const grid = this.squareGrid[square]!;
    return this.squareX[square]! + along * this.gridCos[grid]! - across * this.gridSin[grid]!;
  }

  stageY(square: number, along: number, across: number): number {
    const grid = this.squareGrid[square]!;
    return this.squareY[square]! + along * this.gridSin[grid]! + across * this.gridCos[grid]!;
  }
}
