import { Obtainable } from "../../../agent/evaluate/obtainable.js";
import { trueAmounts } from "../../../agent/evaluate/truth.js";
import type { Session } from "../../../env/session/session.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import { groupLevelOf } from "../../../env/tree/tree-shape.js";
import type { World } from "../../../env/world/world.js";

/**
 * So often may a square or a group be entered, where ways depend on the place they begin at: once more than it takes to get
 * everything in it. Where they do not, coming back is of no use.
 */
const MOST_ENTRIES = 2;

/** One try to enter a grid, a square or a group. Unless it fails, it leads to a place of its own. */
export interface Try {
  readonly target: number;
  readonly nth: number;
  readonly fails: boolean;
}

/** A try that may be made at a place. */
export interface Way {
  /** Number of the place where it begins. */
  readonly from: number;
  /** Number of the try. */
  readonly to: number;
  readonly seconds: number;
  /** No path takes it that it ends before this time. */
  readonly earliestSeconds: number;
}

/** What can be done in a group: the exposure of a leaf that adds something, or a step to a hole with such positions. */
export interface Task {
  readonly target: number;
  /** All tries together that it takes. */
  readonly seconds: number;
  /** How many of them. */
  readonly tries: number;
  /** What it adds to the tally. */
  readonly amount: number;
  /** Number of the task that has to come before it at the same place: the step to its hole; −1 for none. */
  readonly needs: number;
  /** Places where it may be done. */
  readonly places: readonly number[];
}

/**
 * What can be done in a small world. Place 0 is the start; place i + 1 is where the i-th try leads if it does not fail, so
 * entering a group again is another place than entering it first, and every way has one duration. In its group a task
 * takes the same from anywhere, and outside of it makes no difference where in the group one was: a group is what image
 * shift reaches.
 */
export interface WayGraph {
  /** Row where the stage stands at each place. */
  readonly rows: readonly number[];
  /** Those of one target stand together in their order. */
  readonly tries: readonly Try[];
  readonly ways: readonly Way[];
  readonly tasks: readonly Task[];
}

/**
 * The graph of a world, without exposures that add nothing: they take time and lead nowhere. Everything takes what it
 * does if nothing falls due by the clock.
 *
 * @param session at its begin
 */
export function wayGraph(world: World, session: Session): WayGraph {
  const once = graphOf(world, session, 1);
  const byTry = (to: number) => once.ways.filter((way) => way.to === to).map(({ seconds }) => seconds);
  const alike = once.tries.every((_, to) => new Set(byTry(to)).size <= 1);
  return alike ? once : graphOf(world, session, MOST_ENTRIES);
}

function graphOf(world: World, session: Session, mostEntries: number): WayGraph {
  const { tree } = world.data;
  const groupLevel = groupLevelOf(tree.shape);
  const tries: Try[] = [];
  for (let row = 1; row < tree.levelStart[groupLevel + 1]!; row++) {
    const most = tree.level[row] === 1 ? 1 : mostEntries;
    tries.push(...triesOf(world, row, most, tree.contains(row, session.place)));
  }
  const rows = [session.place, ...tries.map(({ target }) => target)];
  const all: Omit<Way, "earliestSeconds">[] = [];
  rows.forEach((place, from) => {
    if (from > 0 && tries[from - 1]!.fails) return;
    tries.forEach(({ target, nth }, to) => {
      if (tree.contains(target, place) || !tree.contains(tree.parent[target]!, place)) return;
      // Until it was entered for the first time it is surveyed on entry, afterwards never again.
      const seen = nth < world.triesToReach(target) ? session.tree : tree;
      all.push({ from, to, seconds: world.trySeconds(seen, place, target, nth, Number.NaN) });
    });
  });
  const earliest = earliestArrivals(rows.length, all);
  const ways = all
    .map((way) => ({ ...way, earliestSeconds: earliest[way.from]! + way.seconds }))
    .filter(({ earliestSeconds }) => earliestSeconds <= world.plan.budgetSeconds);
  const placesOf = (row: number) => {
    const group = tree.ancestor(row, groupLevel);
    return [...rows.keys()].filter((place) => tree.contains(group, rows[place]!) && tries[place - 1]?.fails !== true);
  };
  return { rows, tries, ways, tasks: tasksOf(world, session, placesOf) };
}

/** Seconds of the shortest path to each place (Bellman and Ford). */
function earliestArrivals(places: number, ways: readonly Omit<Way, "earliestSeconds">[]): number[] {
  const earliest = Array.from({ length: places }, (_, place) => (place === 0 ? 0 : Number.POSITIVE_INFINITY));
  for (let round = 0; round < places; round++) {
    for (const { from, to, seconds } of ways) {
      earliest[to + 1] = Math.min(earliest[to + 1]!, earliest[from]! + seconds);
    }
  }
  return earliest;
}

/** The tries of a target that may be of use, until it would be given up. */
function triesOf(world: World, target: number, most: number, standsInside: boolean): Try[] {
  const tries: Try[] = [];
  let entries = standsInside ? 1 : 0;
  for (let nth = 0; entries < most; nth++) {
    const fails = world.fails(target, nth);
    if (fails && tries.at(-1)?.fails) break;
    tries.push({ target, nth, fails });
    if (!fails) entries++;
  }
  while (tries.at(-1)?.fails) tries.pop();
  return tries;
}

function tasksOf(world: World, session: Session, placesOf: (row: number) => number[]): Task[] {
  const { tree } = world.data;
  const { firstLeaf, parent } = tree;
  const truth = trueAmounts(world);
  const status = new Obtainable(world, session).status(session);
  const groupLevel = groupLevelOf(tree.shape);
  const tasks: Task[] = [];
  const task = (target: number, from: number, needs: number): Task => {
    const tries = world.triesToReach(target);
    let seconds = 0;
    for (let nth = 0; nth < tries; nth++) seconds += world.trySeconds(tree, from, target, nth, Number.NaN);
    return {
      target,
      seconds,
      tries,
      amount: tree.isLeaf(target) ? truth[target]! : 0,
      needs,
      places: placesOf(target),
    };
  };
  for (let leaf = firstLeaf; leaf < tree.size; leaf++) {
    if (status[leaf] !== TargetStatus.Available || !(truth[leaf]! > 0)) continue;
    const above = parent[leaf]!;
    if (tree.level[above] === groupLevel) {
      tasks.push(task(leaf, above, -1));
      continue;
    }
    let step = tasks.findIndex(({ target }) => target === above);
    if (step === -1) step = tasks.push(task(above, parent[above]!, -1)) - 1;
    tasks.push(task(leaf, above, step));
  }
  return tasks;
}
