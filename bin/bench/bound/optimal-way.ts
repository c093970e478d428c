import type { Highs } from "highs";
import type { Objective } from "../../../env/objective/objective.js";
import type { Session } from "../../../env/session/session.js";
import type { World } from "../../../env/world/world.js";
import { LinearProgram, type Term } from "./linear-program.js";
import { type Task, type Way, type WayGraph, wayGraph } from "./way-graph.js";

/** The best that can be done in a small world, as the solver found it. */
export interface OptimalWay {
  /** Return by the objective, less what time costs. */
  readonly value: number;
  /** Targets to try to get to, in this order, each from where the stage stands then. */
  readonly targets: readonly number[];
}

/**
 * The exact optimum of a small world from a session's begin, all outcomes known, nothing falling due by the clock, as a
 * mixed-integer program over its {@link wayGraph}.
 *
 * One path leads from the start over places; time flows along it (the single-commodity flow of Gavish and Graves, 1978),
 * so that it takes no more than the budget and has no cycle apart. Tasks are done, and tries that fail are made, at places
 * on the path. A target's tries come in their order. A concave worth is the least of the lines between the tallies that
 * there can be.
 *
 * @throws Error if the solver does not prove an optimum
 */
export function optimalWay(highs: Highs, world: World, session: Session): OptimalWay {
  const { objective, budgetSeconds } = world.plan;
  const graph = wayGraph(world, session);
  const program = new LinearProgram();
  constrainTasks(program, graph, world.data.tree.contains.bind(world.data.tree));
  const ends = constrainPath(program, graph, budgetSeconds);
  constrainOrder(program, graph, budgetSeconds);
  const cost = objective.costPerHour / 3600;
  const gained = worthTerms(program, objective, graph);
  const solution = highs.solve(
    program.text([...gained, ...(cost === 0 ? [] : ends.map((time): Term => [-cost, time]))]),
    {
      output_flag: false,
      mip_heuristic_effort: 0,
      mip_rel_gap: 0,
      mip_abs_gap: 1e-9,
    },
  );
  if (solution.Status !== "Optimal") throw new Error(`the solver ends with '${solution.Status}'`);
  const isTaken = (variable: string) => (solution.Columns[variable] as { readonly Primal: number }).Primal > 0.5;
  return { value: solution.ObjectiveValue, targets: targetsOf(graph, isTaken) };
}

/** 1 if a way is taken, or a try that fails is made. */
const taken = ({ from, to }: Way) => `x_${from}_${to}`;
/** When a way that is taken leads to its end. */
const arrival = ({ from, to }: Way) => `t_${from}_${to}`;
/** 1 if a task is done at a place. */
const done = (task: number, place: number) => `y_${task}_${place}`;
/** 1 if the path ends at a place, and when. */
const last = (place: number) => `e_${place}`;
const end = (place: number) => `s_${place}`;

/** Ways that lead to a place. */
function into({ ways, tries }: WayGraph, place: number): Way[] {
  return place === 0 || tries[place - 1]!.fails ? [] : ways.filter(({ to }) => to === place - 1);
}

function sum(variables: readonly string[], coefficient = 1): Term[] {
  return variables.map((variable) => [coefficient, variable]);
}

/** Each exposure is made once at most, where one is and where the step to its hole was made, unless one begins in it. */
function constrainTasks(
  program: LinearProgram,
  graph: WayGraph,
  contains: (ancestor: number, row: number) => boolean,
): void {
  graph.tasks.forEach(({ amount, needs, places }, task) => {
    if (amount > 0) program.constrain(sum(places.map((place) => done(task, place))), "<=", 1);
    for (const place of places) {
      const one = done(task, place);
      program.binary(one);
      program.constrain([[1, one], ...sum(into(graph, place).map(taken), -1)], "<=", place === 0 ? 1 : 0);
      const stands = needs !== -1 && place === 0 && contains(graph.tasks[needs]!.target, graph.rows[0]!);
      if (needs !== -1 && !stands)
        program.constrain(
          [
            [1, one],
            [-1, done(needs, place)],
          ],
          "<=",
          0,
        );
    }
  });
}

/** One path from the start, and time along it. @returns the variables whose sum is the time at its end */
function constrainPath(program: LinearProgram, graph: WayGraph, budget: number): string[] {
  const { rows, tries, ways, tasks } = graph;
  const places = [...rows.keys()].filter((place) => place === 0 || !tries[place - 1]!.fails);
  for (const place of places) {
    const come = into(graph, place);
    const here = ways.filter(({ from }) => from === place);
    const go = here.filter(({ to }) => !tries[to]!.fails);
    const fail = here.filter(({ to }) => tries[to]!.fails);
    program.constrain(sum(come.map(taken)), "<=", 1);
    program.constrain([[1, last(place)], ...sum(go.map(taken)), ...sum(come.map(taken), -1)], "=", place === 0 ? 1 : 0);
    // What passes at a place passes between arrival and departure.
    program.constrain(
      [
        [1, end(place)],
        ...sum(go.map(arrival)),
        ...go.map((way): Term => [-way.seconds, taken(way)]),
        ...sum(come.map(arrival), -1),
        ...fail.map((way): Term => [-way.seconds, taken(way)]),
        ...tasks.flatMap(({ seconds }, task): Term[] =>
          tasks[task]!.places.includes(place) ? [[-seconds, done(task, place)]] : [],
        ),
      ],
      "=",
      0,
    );
    for (const way of go) {
      program.constrain(
        [
          [1, arrival(way)],
          [-budget, taken(way)],
        ],
        "<=",
        0,
      );
      program.constrain(
        [
          [1, arrival(way)],
          [-way.earliestSeconds, taken(way)],
        ],
        ">=",
        0,
      );
    }
    program.constrain(
      [
        [1, end(place)],
        [-budget, last(place)],
      ],
      "<=",
      0,
    );
    for (const way of fail) {
      program.constrain([[1, taken(way)], ...sum(come.map(taken), -1)], "<=", place === 0 ? 1 : 0);
    }
    for (const variable of [...here.map(taken), last(place)]) program.binary(variable);
  }
  return places.map(end);
}

/** Each try is made at most once, and not before the one before it. */
function constrainOrder(program: LinearProgram, graph: WayGraph, budget: number): void {
  const { tries, ways } = graph;
  const made = (to: number) => ways.filter((way) => way.to === to);
  tries.forEach(({ target, nth, fails }, to) => {
    program.constrain(sum(made(to).map(taken)), "<=", 1);
    if (nth === 0) return;
    const before = tries[to - 1]!;
    if (before.target !== target) throw new Error(`the tries of row ${target} are not in order`);
    program.constrain([...sum(made(to).map(taken)), ...sum(made(to - 1).map(taken), -1)], "<=", 0);
    // A try that leads somewhere is made when one comes there; one that fails, while one is at the place where it is made.
    const nows = fails ? made(to).map((way) => ({ place: way.from, if: [way] })) : [{ place: to + 1, if: made(to) }];
    const thens = before.fails ? made(to - 1).map((way) => ({ place: way.from, if: [way] })) : [{ place: to, if: [] }];
    for (const now of nows) {
      for (const then of thens) {
        if (now.place === then.place) continue;
        program.constrain(
          [
            ...sum(into(graph, now.place).map(arrival)),
            ...sum(into(graph, then.place).map(arrival), -1),
            ...sum([...now.if, ...then.if].map(taken), -budget),
          ],
          ">=",
          -budget * (then.if.length + 1),
        );
      }
    }
  });
}

/** What the tally is worth: itself, or a variable that is at most what each line says. */
function worthTerms(program: LinearProgram, objective: Objective, { tasks }: WayGraph): Term[] {
  const tally = tasks.flatMap(({ amount, places }, task): Term[] =>
    amount > 0 ? places.map((place) => [amount, done(task, place)]) : [],
  );
  const sums = new Set([0]);
  for (const { amount } of tasks) for (const before of [...sums]) sums.add(before + amount);
  const sorted = [...sums].sort((a, b) => a - b);
  if (sorted.every((one) => objective.worth(one) === one)) return tally.length === 0 ? [[0, "worth"]] : tally;
  sorted.slice(1).forEach((to, i) => {
    const slope = (objective.worth(to) - objective.worth(sorted[i]!)) / (to - sorted[i]!);
    const line = tally.map(([amount, variable]): Term => [-slope * amount, variable]);
    program.constrain([[1, "worth"], ...line], "<=", objective.worth(to) - slope * to);
  });
  return [[1, "worth"]];
}

/** The moves along the path, at each place the tries that fail, then the tasks. */
function targetsOf({ tries, ways, tasks }: WayGraph, isTaken: (variable: string) => boolean): number[] {
  const targets: number[] = [];
  for (let place: number | undefined = 0; place !== undefined; ) {
    const at: number = place;
    const here = ways.filter((way) => way.from === at && isTaken(taken(way)));
    const doneHere = tasks.filter(({ places }, task) => places.includes(at) && isTaken(done(task, at)));
    const go: Way | undefined = here.find(({ to }) => !tries[to]!.fails);
    targets.push(...here.filter(({ to }) => tries[to]!.fails).map(({ to }) => tries[to]!.target));
    for (const { target, tries: count } of inOrder(doneHere, tasks))
      for (let i = 0; i < count; i++) targets.push(target);
    if (go !== undefined) targets.push(tries[go.to]!.target);
    place = go === undefined ? undefined : go.to + 1;
  }
  return targets;
}

/** Tasks hole by hole, that in which one begins first, each hole's step before its exposures. */
function inOrder(chosen: readonly Task[], tasks: readonly Task[]): Task[] {
  const hole = (task: Task) => (task.needs === -1 ? tasks.indexOf(task) : task.needs);
  const stepped = (task: Task) => chosen.some((other) => hole(other) === hole(task) && other.needs === -1);
  return [...chosen].sort(
    (a, b) => Number(stepped(a)) - Number(stepped(b)) || hole(a) - hole(b) || tasks.indexOf(a) - tasks.indexOf(b),
  );
}

/**
 * Carries such a way out in a world, as far as time allows.
 *
 * @returns the session at its end
 * @throws RangeError if a target can't be got to from where the stage stands
 */
export function walk(world: World, session: Session, targets: readonly number[]): Session {
  const { tree } = world.data;
  for (const target of targets) {
    const above = tree.parent[target]!;
    while (!tree.contains(session.cursor, above)) world.up(session);
    // After a try that failed the cursor may be above where the stage stands.
    while (session.cursor !== above) world.down(tree.ancestor(above, tree.level[session.cursor]! + 1), session);
    world.down(target, session);
    if (session.ended) break;
  }
  world.finish(session);
  return session;
}
