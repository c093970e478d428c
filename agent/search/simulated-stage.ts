import { groupOf } from "../../env/session/available-holes.js";
import { type SessionModel, SquareKind } from "./session-model.js";

/** Where the stage of a simulated session stands, and what its ways take. Indices are those of the {@link SessionModel}. */
export class SimulatedStage {
  grid = -1;
  square = -1;
  group = -1;
  /** Row from which the next way begins: of what was imagined, the nearest that exists. */
  #place = 0;
  readonly #model: SessionModel;

  constructor(model: SessionModel) {
    this.#model = model;
    this.reset();
  }

  /** Back to where the session stands. */
  reset(): void {
    const { session, groupLevel, groupOfNode, groupSquare, squareGrid, squareNode, gridNode } = this.#model;
    const { tree, place } = session;
    this.#place = place;
    this.grid = this.square = this.group = -1;
    const level = tree.level[place]!;
    if (level >= groupLevel) {
      this.group = groupOfNode[groupOf(session, place) - tree.levelStart[groupLevel]!]!;
      if (this.group !== -1) this.square = groupSquare.values[this.group]!;
    }
    if (level >= groupLevel - 1 && this.square === -1) {
      this.square = indexOf(squareNode, tree.ancestor(place, groupLevel - 1));
    }
    if (this.square !== -1) this.grid = squareGrid.values[this.square]!;
    else if (level >= groupLevel - 2) this.grid = indexOf(gridNode, tree.ancestor(place, groupLevel - 2));
  }

  /** Expected seconds from where the stage stands to the end of an exposure of a slot, the next of its group. */
  secondsTo(slot: number, group: number): number {
    const { session, leaf, leafSeconds, groupEntrySeconds } = this.#model;
    const each = leafSeconds.values[group]!;
    if (group === this.group) return each;
    const row = leaf.values[slot]!;
    if (row !== -1) return session.plan.latency.expectedSeconds(session.tree, this.#place, row);
    return this.#secondsToImagined(this.#model.groupSquare.values[group]!) + groupEntrySeconds.values[group]! + each;
  }

  /** A slot was exposed. */
  exposed(slot: number, group: number): void {
    const { leaf, groupSquare } = this.#model;
    if (group !== this.group) this.#enter(groupSquare.values[group]!);
    this.group = group;
    const row = leaf.values[slot]!;
    if (row !== -1) this.#place = row;
  }

  /** A square was entered and surveyed. */
  surveyedSquare(square: number): void {
    this.#enter(square);
    this.group = -1;
    this.#place = this.#model.squareNode.values[square]!;
  }

  /** A grid was entered and surveyed. */
  surveyedGrid(grid: number): void {
    this.grid = grid;
    this.square = this.group = -1;
    this.#place = this.#model.gridNode.values[grid]!;
  }

  #enter(square: number): void {
    if (square === this.square) return;
    this.square = square;
    this.grid = this.#model.squareGrid.values[square]!;
    if (this.#model.squareKind.values[square] !== SquareKind.Found)
      this.#place = this.#model.squareNode.values[square]!;
  }

  #secondsToImagined(square: number): number {
    if (square === this.square) return 0;
    const { session, squareKind, squareNode, squareGrid, squareEntrySeconds, gridNode } = this.#model;
    const to = (row: number) => session.plan.latency.expectedSeconds(session.tree, this.#place, row);
    if (squareKind.values[square] === SquareKind.Unsurveyed) return to(squareNode.values[square]!);
    const grid = squareGrid.values[square]!;
    const own = squareEntrySeconds.values[square]!;
    return grid === this.grid ? own : to(gridNode.values[grid]!) + own;
  }
}

function indexOf({ values, length }: { readonly values: Int32Array; readonly length: number }, row: number): number {
  for (let i = 0; i < length; i++) if (values[i] === row) return i;
  return -1;
}
