import type { Session } from "../../env/session/session.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import { fits } from "../../env/world/fits.js";
import { type OperatorLimits, passingLeaves, pickedSquares } from "./operator-limits.js";
import { surveyFits, unexploredNodes } from "./unexplored.js";

/** What an operator sets before a session, and the habits that are numbers. */
export interface OperatorSettings extends OperatorLimits {
  /** A square is left after so many results if a smaller share of them is good. */
  readonly hopelessAfter: number;
  readonly hopelessShare: number;
  /** A grid is left after so many squares if a smaller share of its results is good. */
  readonly squaresPerGrid: number;
  readonly poorShare: number;
}

/** What to do next and why; without a target, to end the session. */
export interface OperatorStep {
  readonly target?: number;
  readonly sentence: string;
}

/** Exposures in each square of a screening; SmartScope's and EPU's screening sessions take a handful. An estimate. */
const SCREENING_EXPOSURES = 4;

/**
 * The order of an operator's session: the picked squares of one grid after the other, in each the leaves that pass, and
 * none of it twice; then, with time to spare, a second round over what was passed over.
 *
 * Nodes are kept by id, as a survey may lay the tree out anew.
 */
export class OperatorRounds {
  readonly #settings: OperatorSettings;
  #passing: Uint8Array;
  #square: string | undefined;
  #grid: string | undefined;
  /** Squares and grids that the first round is done with. */
  readonly #left = new Set<string>();
  /** Squares in which the first round has begun. */
  readonly #entered = new Set<string>();

  constructor(session: Session, settings: OperatorSettings) {
    const { tree, place } = session;
    const squareLevel = groupLevelOf(tree.shape) - 1;
    this.#settings = settings;
    this.#passing = passingLeaves(session, settings);
    // The square in which a session begins is the first one.
    if (tree.level[place]! >= squareLevel) this.#enter(session, tree.ancestor(place, squareLevel));
    else if (tree.level[place]! >= squareLevel - 1) this.#grid = tree.ids[tree.ancestor(place, squareLevel - 1)]!;
    session.listen({
      surveyed: () => {
        this.#passing = passingLeaves(session, settings);
      },
    });
  }

  /** @returns undefined if there is nothing left that fits into the time left */
  next(session: Session): OperatorStep | undefined {
    const first = this.#firstRound(session);
    if (first !== undefined) return first;
    const { endWorth, costPerHour } = session.plan.objective;
    if (endWorth !== undefined && costPerHour > 0) return { sentence: "Every grid has been looked at." };
    return this.#secondRound(session);
  }

  #firstRound(session: Session): OperatorStep | undefined {
    for (;;) {
      const step = this.#square === undefined ? undefined : this.#inSquare(session, session.tree.row(this.#square)!);
      if (step !== undefined) return step;
      if (this.#square !== undefined) this.#left.add(this.#square);
      this.#square = undefined;
      const chosen = this.#nextSquare(session);
      if (chosen === undefined) return undefined;
      if (session.tree.level[chosen]! < groupLevelOf(session.tree.shape) - 1)
        return { target: chosen, sentence: "Takes the atlas of the next grid." };
      this.#enter(session, chosen);
    }
  }

  /** What the first round does in a square; undefined if it is done with it. */
  #inSquare(session: Session, square: number): OperatorStep | undefined {
    if (!session.isOpen(square)) return undefined;
    if (session.explored[square] === 0) {
      if (!surveyFits(session, square)) return undefined;
      return { target: square, sentence: "The next of the grid's squares that were picked by size and grey level." };
    }
    if (this.#isHopeless(session, square)) return undefined;
    // What passes a filter tells too well of a grid.
    const screening = session.plan.objective.endWorth !== undefined;
    if (screening && session.exposedCount[square]! >= SCREENING_EXPOSURES) return undefined;
    const target = nearestLeaf(session, square, (leaf) => screening || this.#passing[leaf] === 1);
    return target === -1
      ? undefined
      : { target, sentence: "The next hole of the nearest group that passes the filter." };
  }

  /** A picked square that the first round has not been in, or a grid to survey; undefined if there is none. */
  #nextSquare(session: Session): number | undefined {
    const { tree, explored } = session;
    for (;;) {
      const grid = this.#currentGrid(session);
      if (grid === undefined) return undefined;
      this.#grid = tree.ids[grid]!;
      if (explored[grid] === 0) {
        if (surveyFits(session, grid)) return grid;
      } else if (!this.#looksPoor(session, grid)) {
        const square = pickedSquares(session, grid).find(
          (picked) => session.isOpen(picked) && !this.#left.has(tree.ids[picked]!),
        );
        if (square !== undefined) return square;
      }
      this.#left.add(this.#grid);
    }
  }

  /** The grid that the first round is in, or the next one in the order of finding. */
  #currentGrid(session: Session): number | undefined {
    const { tree } = session;
    const open = (grid: number) => session.isOpen(grid) && !this.#left.has(tree.ids[grid]!);
    const current = this.#grid === undefined ? undefined : tree.row(this.#grid);
    if (current !== undefined && open(current)) return current;
    return gridsOf(session).find(open);
  }

  #enter(session: Session, square: number): void {
    const { tree } = session;
    this.#square = tree.ids[square]!;
    this.#grid = tree.ids[tree.parent[square]!]!;
    this.#entered.add(this.#square);
  }

  #isHopeless({ goodCount, resultCount }: Session, square: number): boolean {
    const { hopelessAfter, hopelessShare } = this.#settings;
    return resultCount[square]! >= hopelessAfter && goodCount[square]! < hopelessShare * resultCount[square]!;
  }

  #looksPoor({ tree, goodCount, resultCount, plan }: Session, grid: number): boolean {
    const { squaresPerGrid, poorShare } = this.#settings;
    let squares = 0;
    const first = tree.firstChild[grid]!;
    for (let square = first; square < first + tree.childCount[grid]!; square++) {
      if (this.#entered.has(tree.ids[square]!)) squares++;
    }
    if (squares < squaresPerGrid) return false;
    return plan.objective.endWorth !== undefined || goodCount[grid]! < poorShare * resultCount[grid]!;
  }

  /** What was passed over: stays in a square that is not hopeless, then goes to the one with the best results. */
  #secondRound(session: Session): OperatorStep | undefined {
    const { tree, place, goodCount, resultCount } = session;
    const squareLevel = groupLevelOf(tree.shape) - 1;
    const here = tree.level[place]! >= squareLevel ? tree.ancestor(place, squareLevel) : -1;
    if (here !== -1 && !this.#isHopeless(session, here)) {
      const target = this.#leftOver(session, here);
      if (target !== -1) return { target, sentence: "What was passed over in this square, with time to spare." };
    }
    let best = -1;
    let bestShare = -1;
    const compare = (node: number, target: number) => {
      // As if one of two earlier results had been good: what was never tried lies between good and bad.
      const share = (goodCount[node]! + 1) / (resultCount[node]! + 2);
      if (target === -1 || !(share > bestShare)) return;
      best = target;
      bestShare = share;
    };
    for (const grid of gridsOf(session)) {
      if (session.explored[grid] === 0) continue;
      const first = tree.firstChild[grid]!;
      for (let square = first; square < first + tree.childCount[grid]!; square++) {
        if (session.isOpen(square) && session.explored[square] === 1) compare(square, this.#leftOver(session, square));
      }
    }
    for (const node of unexploredNodes(session)) compare(node, surveyFits(session, node) ? node : -1);
    return best === -1 ? undefined : { target: best, sentence: "Back to what was passed over, with time to spare." };
  }

  #leftOver(session: Session, square: number): number {
    if (!session.isOpen(square) || session.explored[square] === 0) return -1;
    const passing = nearestLeaf(session, square, (leaf) => this.#passing[leaf] === 1);
    return passing === -1 ? nearestLeaf(session, square, () => true) : passing;
  }
}

/** Grids that were found, in the order of finding. */
function gridsOf({ tree, explored }: Session): number[] {
  const gridLevel = groupLevelOf(tree.shape) - 2;
  let nodes = [0];
  for (let level = 0; level < gridLevel; level++) {
    nodes = nodes
      .filter((node) => explored[node] === 1)
      .flatMap((node) => Array.from({ length: tree.childCount[node]! }, (_, i) => tree.firstChild[node]! + i));
  }
  return nodes;
}

/** The first available leaf of the nearest group of a square that has one and fits into the time left; −1 if none. */
function nearestLeaf(session: Session, square: number, wanted: (leaf: number) => boolean): number {
  const { tree } = session;
  let best = -1;
  let bestSeconds = Number.POSITIVE_INFINITY;
  const first = tree.firstChild[square]!;
  for (let group = first; group < first + tree.childCount[square]!; group++) {
    const leaf = firstLeaf(session, group, wanted);
    if (leaf === -1) continue;
    const seconds = session.expectedSeconds(leaf);
    if (!(seconds < bestSeconds) || !fits(seconds, session.remainingSeconds)) continue;
    best = leaf;
    bestSeconds = seconds;
  }
  return best;
}

function firstLeaf(session: Session, node: number, wanted: (leaf: number) => boolean): number {
  const { tree } = session;
  if (tree.isLeaf(node)) return session.isAvailable(node) && wanted(node) ? node : -1;
  const first = tree.firstChild[node]!;
  for (let child = first; child < first + tree.childCount[node]!; child++) {
    const leaf = firstLeaf(session, child, wanted);
    if (leaf !== -1) return leaf;
  }
  return -1;
}
