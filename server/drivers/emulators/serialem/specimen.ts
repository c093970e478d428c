import { expandGoal } from "../../../../env/goal/expand-goal.js";
import type { Session } from "../../../../env/session/session.js";
import { phaseNames } from "../../../../env/world/latency/phase.js";
import type { World, WorldStart } from "../../../../env/world/world.js";
import { gridSlot } from "../../../microscope/grid-slot.js";
import { type Point, TargetPositions } from "./target-positions.js";

const [GRID, SQUARE, GROUP] = [1, 2, 3];
/** How near to a target's middle the stage has to come to stand, to stand there, µm. */
const STAGE_REACH_MICROMETERS = 3;
/** How near to a hole's middle the beam has to be, to expose it, µm. */
const HOLE_REACH_MICROMETERS = 0.8;

/** The grids in the loader and what is on the stage: a world, by slots and positions instead of targets. */
export class Specimen {
  readonly positions: TargetPositions;
  readonly #session: Session;
  readonly #tries = new Map<number, number>();
  /** Row of the grid that lies in each slot; changes when grids are swapped. */
  readonly #slots = new Map<number, number>();
  #loaded = 0;

  constructor(
    readonly world: World,
    start?: WorldStart,
  ) {
    this.#session = world.begin(start);
    const { tree, place } = this.#session;
    this.positions = new TargetPositions(tree);
    for (const grid of this.positions.rows(0, GRID)) this.#slots.set(gridSlot(tree, grid), grid);
    this.#loaded = place === 0 ? 0 : tree.ancestor(place, GRID);
  }

  get tree() {
    return this.#session.tree;
  }

  /** Where the stage stands at the beginning. */
  get startPoint(): Point {
    const { place } = this.#session;
    return place === 0 ? { x: 0, y: 0 } : this.positions.at(this.tree.isLeaf(place) ? this.tree.parent[place]! : place);
  }

  /** Row of the grid on the stage, 0 for none. */
  get loaded(): number {
    return this.#loaded;
  }

  get slots(): readonly number[] {
    return [...this.#slots.keys()].sort((a, b) => a - b);
  }

  gridIn(slot: number): number | undefined {
    return this.#slots.get(slot);
  }

  /** The slot of the grid on the stage, 0 for none. */
  get loadedSlot(): number {
    for (const [slot, grid] of this.#slots) if (grid === this.#loaded) return slot;
    return 0;
  }

  /** Somebody mixed two grids up; what is on the stage stays there. */
  swap(slotA: number, slotB: number): void {
    const [a, b] = [this.#slots.get(slotA), this.#slots.get(slotB)];
    if (a === undefined || b === undefined) return;
    this.#slots.set(slotA, b);
    this.#slots.set(slotB, a);
  }

  /** Puts a slot's grid on the stage. @returns seconds by phase */
  load(slot: number): Float64Array {
    this.#loaded = this.#slots.get(slot) ?? 0;
    return this.enter(this.#loaded);
  }

  unload(): void {
    this.#loaded = 0;
  }

  /** The square or group of the grid on the stage in which a stage at a place stands. */
  nodeAt(point: Point): number | undefined {
    if (this.#loaded === 0) return undefined;
    const square = this.positions.nearest(this.#loaded, SQUARE, point);
    const group = this.positions.nearest(this.#loaded, GROUP, point);
    const isNear = (found: typeof square) => (found?.distance ?? Number.POSITIVE_INFINITY) <= STAGE_REACH_MICROMETERS;
    const isNewSquare = square !== undefined && !this.tree.contains(square.row, this.#session.place);
    // The middle of a square may be that of a group: the square comes first.
    if (isNear(square) && (isNewSquare || !isNear(group) || square!.distance < group!.distance)) return square!.row;
    return isNear(group) ? group!.row : undefined;
  }

  /** The hole of the grid on the stage that a beam at a place hits. */
  holeAt(point: Point): number | undefined {
    if (this.#loaded === 0) return undefined;
    const hole = this.positions.nearest(this.#loaded, this.tree.leafLevel, point);
    return hole !== undefined && hole.distance <= HOLE_REACH_MICROMETERS ? hole.row : undefined;
  }

  /** Goes to a grid, square or group in the world. @returns seconds by phase */
  enter(node: number): Float64Array {
    const phases = new Float64Array(phaseNames.length);
    if (node === 0) return phases;
    for (const move of expandGoal(this.#session, { kind: "survey", target: node })) {
      if (move.kind === "down") this.#addPhases(move.target, phases);
      this.world.perform(move, this.#session);
    }
    return phases;
  }

  isAvailable(hole: number): boolean {
    return this.#session.isAvailable(hole);
  }

  /** Exposes a hole in the world, from its group. @returns seconds by phase */
  expose(hole: number): Float64Array {
    const phases = this.enter(this.tree.parent[hole]!);
    this.#addPhases(hole, phases);
    this.world.perform({ kind: "down", target: hole }, this.#session);
    return phases;
  }

  #addPhases(target: number, into: Float64Array): void {
    const { tree, place, clockSeconds } = this.#session;
    if (!tree.isLeaf(target) && tree.contains(target, place)) return;
    const nth = this.#tries.get(target) ?? 0;
    this.#tries.set(target, nth + 1);
    const seconds = new Float64Array(phaseNames.length);
    this.world.tryPhases(tree, place, target, nth, clockSeconds, seconds);
    for (let i = 0; i < seconds.length; i++) into[i]! += seconds[i]!;
  }
}
