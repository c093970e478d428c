import type { Session } from "../../env/session/session.js";
import type { TargetTree } from "../../env/tree/target-tree.js";
import { fits } from "../../env/world/fits.js";
import type { TypicalNodes } from "../belief/typical-nodes.js";
import { surveyFits } from "./unexplored.js";

/** What is thought of targets at one moment. */
export interface Chances {
  /** Chance of each leaf to be good, by row. */
  readonly leaves: Float64Array;
  /** Fills in the chances of a typical square's leaves below a node that was not surveyed, equal shares of each. */
  below(node: number, into: Float64Array): void;
}

/** Something that one could go to from here, and what that gives for the time that it takes. */
export interface RatedTarget {
  /** A leaf, or a node to enter or to survey. */
  readonly target: number;
  /** Good ones a second: {@link good} over {@link seconds}. */
  readonly rate: number;
  /** Good ones in what is best taken together there, and its seconds, the way there included. */
  readonly good: number;
  readonly seconds: number;
}

/** Where to go for the best rate. */
export interface RateChoice extends RatedTarget {
  /** The leaf to expose, or the node to survey, first. */
  readonly first: number;
}

/** So much is a leaf worth that is sure to be bad: with time to spare it is exposed too. */
const LEAST_CHANCE = 1e-9;

/** A rate is found when a step raises it by less than this share. */
const TOLERANCE = 1e-9;

/**
 * The best rate at which good ones can be had from where the stage stands. Whatever one could go to — a leaf of this
 * group, another group of this square, another square, another grid, something to survey — is rated by that part of it
 * which gives most for its time, all ways included, as far as it fits into the time left. So one stays where one is as
 * long as no way pays, which is the marginal value theorem of foraging (Charnov 1976, Theor. Popul. Biol. 9:129).
 *
 * The part of greatest ratio is found as Dinkelbach does (1967, Manage. Sci. 13:492): at a price on time the best part
 * of a node is a sum over its children, and the price is raised to the ratio of that part until it is raised no more.
 *
 * @example new BestRate(session.tree, known).choose(session, { leaves: belief.probability, below })
 */
export class BestRate {
  /** Of the best part below a row at the price that it was evaluated with, its own entry left out. */
  readonly #good: Float64Array;
  readonly #seconds: Float64Array;
  readonly #entrySeconds: Float64Array;
  readonly #below: Float64Array;
  readonly #typical: TypicalNodes;

  /** @param tree of the targets found so far; after a survey another one of this class takes its place */
  constructor(tree: TargetTree, typical: TypicalNodes) {
    this.#good = new Float64Array(tree.size);
    this.#seconds = new Float64Array(tree.size);
    this.#entrySeconds = new Float64Array(tree.size).fill(Number.NaN);
    this.#below = new Float64Array(typical.offsets.length);
    this.#typical = typical;
  }

  /**
   * @param stay share of a rate farther away that one here has to reach to be stayed with; 1 goes for the best rate
   * @param least good ones a second that have to be exceeded, such as what time costs
   * @returns undefined if nothing that fits into the time left gives more than that
   */
  choose(session: Session, chances: Chances, stay: number, least = 0): RateChoice | undefined {
    let best: RateChoice | undefined;
    for (const target of targetsFrom(session)) {
      const leaves = best !== undefined && session.tree.parent[target] !== session.tree.parent[best.target];
      const rated = this.#rate(session, chances, target, (best?.rate ?? least) / (leaves ? stay : 1));
      if (rated === undefined) continue;
      const first = this.#first(session, chances, target, rated.rate * (1 - TOLERANCE));
      if (first !== -1) best = { ...rated, first };
    }
    return best;
  }

  /** What one could go to from here, the best rate first. */
  compare(session: Session, chances: Chances, most: number): RatedTarget[] {
    return targetsFrom(session)
      .flatMap((target) => this.#rate(session, chances, target, 0) ?? [])
      .sort((a, b) => b.rate - a.rate || a.target - b.target)
      .slice(0, most);
  }

  /** The best part of a target; undefined if no part gives more than a rate, or nothing of it fits. */
  #rate(session: Session, chances: Chances, target: number, least: number): RatedTarget | undefined {
    const { tree, remainingSeconds } = session;
    const way = session.expectedSeconds(target);
    if (tree.isLeaf(target)) {
      const good = Math.max(LEAST_CHANCE, chances.leaves[target]!);
      if (!fits(way, remainingSeconds) || good / way <= least) return undefined;
      return { target, rate: good / way, good, seconds: way };
    }
    if (session.explored[target] === 0 && !surveyFits(session, target)) return undefined;
    let best: RatedTarget | undefined;
    for (let price = least; ; price = best.rate) {
      this.#evaluate(session, chances, target, price);
      if (way + this.#seconds[target]! > remainingSeconds) this.#fill(session, target, price, remainingSeconds - way);
      const good = this.#good[target]!;
      const seconds = way + this.#seconds[target]!;
      if (!(good > price * seconds * (1 + TOLERANCE))) return best;
      best = { target, rate: good / seconds, good, seconds };
    }
  }

  /** Best part below a node at a price. */
  #evaluate(session: Session, chances: Chances, node: number, price: number): void {
    const { tree, explored } = session;
    if (explored[node] === 0) {
      this.#evaluateUnexplored(tree, chances, node, price);
      return;
    }
    let good = 0;
    let seconds = 0;
    const first = tree.firstChild[node]!;
    for (let child = first; child < first + tree.childCount[node]!; child++) {
      if (!session.isOpen(child)) continue;
      const entry = this.#entry(session, child);
      if (tree.isLeaf(child)) {
        this.#good[child] = Math.max(LEAST_CHANCE, chances.leaves[child]!);
        this.#seconds[child] = 0;
      } else this.#evaluate(session, chances, child, price);
      if (!(this.#good[child]! > price * (this.#seconds[child]! + entry))) continue;
      good += this.#good[child]!;
      seconds += this.#seconds[child]! + entry;
    }
    this.#good[node] = good;
    this.#seconds[node] = seconds;
  }

  #evaluateUnexplored(tree: TargetTree, chances: Chances, node: number, price: number): void {
    const { children, entrySeconds } = this.#typical;
    const below = this.#below;
    const exposure = entrySeconds[tree.leafLevel]!;
    chances.below(node, below);
    let good = 0;
    let seconds = 0;
    for (let i = 0; i < below.length; i++) {
      const chance = Math.max(LEAST_CHANCE, below[i]!);
      if (!(chance > price * exposure)) continue;
      good += chance / below.length;
      seconds += exposure / below.length;
    }
    for (let level = tree.leafLevel - 1; ; level--) {
      good *= children[level]!;
      seconds *= children[level]!;
      if (level === tree.level[node]!) break;
      seconds += entrySeconds[level]!;
      if (!(good > price * seconds)) good = seconds = 0;
    }
    this.#good[node] = good;
    this.#seconds[node] = seconds;
  }

  /** Cuts an evaluated node's best part to what fits into a time: the children of the best rate first. */
  #fill(session: Session, node: number, price: number, limitSeconds: number): void {
    if (session.explored[node] === 0) {
      // Typical groups are all alike, so that a share of the time takes a share of them.
      const share = Math.max(0, limitSeconds) / this.#seconds[node]!;
      this.#good[node]! *= share;
      this.#seconds[node]! *= share;
      return;
    }
    let good = 0;
    let left = limitSeconds;
    for (const child of this.#byRate(session, node, price)) {
      const entry = this.#entry(session, child);
      if (entry > left) continue;
      if (entry + this.#seconds[child]! > left) this.#fill(session, child, price, left - entry);
      if (this.#good[child] === 0) continue;
      good += this.#good[child]!;
      left -= entry + this.#seconds[child]!;
    }
    this.#good[node] = good;
    this.#seconds[node] = limitSeconds - left;
  }

  /** The leaf to expose or the node to survey first in a target, at a price; −1 if its way does not fit. */
  #first(session: Session, chances: Chances, target: number, price: number): number {
    const { tree, explored, remainingSeconds } = session;
    if (tree.isLeaf(target)) return fits(session.expectedSeconds(target), remainingSeconds) ? target : -1;
    if (explored[target] === 0) return surveyFits(session, target) ? target : -1;
    this.#evaluate(session, chances, target, price);
    return this.#firstBelow(session, target);
  }

  #firstBelow(session: Session, node: number): number {
    const { tree, explored, remainingSeconds } = session;
    for (const child of this.#byRate(session, node, 0)) {
      if (tree.isLeaf(child)) {
        if (fits(session.expectedSeconds(child), remainingSeconds)) return child;
      } else if (explored[child] === 0) {
        if (surveyFits(session, child)) return child;
      } else {
        const first = this.#firstBelow(session, child);
        if (first !== -1) return first;
      }
    }
    return -1;
  }

  /** Open children whose best part beats a price, the best rate first, ties in the order of the tree. */
  #byRate(session: Session, node: number, price: number): number[] {
    const { tree } = session;
    const first = tree.firstChild[node]!;
    const rate = (child: number) => this.#good[child]! / (this.#seconds[child]! + this.#entry(session, child));
    const children: number[] = [];
    for (let child = first; child < first + tree.childCount[node]!; child++) {
      if (session.isOpen(child) && rate(child) > price) children.push(child);
    }
    return children.sort((a, b) => rate(b) - rate(a) || a - b);
  }

  /** Least seconds of entering a row from beside it. */
  #entry({ plan, tree }: Session, row: number): number {
    const known = this.#entrySeconds[row]!;
    if (!Number.isNaN(known)) return known;
    const seconds = plan.latency.leastEntrySeconds(tree, row);
    this.#entrySeconds[row] = seconds;
    return seconds;
  }
}

/**
 * What one could go to: what is open in the place and, going up, beside it. A place that was not surveyed is open itself.
 */
function targetsFrom(session: Session): number[] {
  const { tree, place, explored } = session;
  const targets: number[] = [];
  let inside = -1;
  for (let node = place; node >= 0; node = tree.parent[node]!) {
    if (!tree.isLeaf(node) && explored[node] === 1) {
      const first = tree.firstChild[node]!;
      for (let child = first; child < first + tree.childCount[node]!; child++) {
        if (child !== inside && session.isOpen(child)) targets.push(child);
      }
    } else if (!tree.isLeaf(node) && node !== 0 && session.isOpen(node)) targets.push(node);
    inside = node;
  }
  return targets;
}
