import { type Mark, markOf, marks } from "../../../env/render/map/mark.js";
import { rankPredictions } from "../../../env/render/prediction.js";
import { shortNames } from "../../../env/render/short-names.js";
import { drawnLevels, leavesBelow, rowsBelow, rowsOfLevelBelow } from "../../../env/render/tree-walk.js";
import type { SessionEvent } from "../../../env/session/session-recorder.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import type { TargetTree } from "../../../env/tree/target-tree.js";
import type { SimulatedSession } from "../../evaluate/simulate.js";
import { trueValues } from "../../evaluate/truth.js";

/** What happened, as a number. */
export const eventKinds = [
  "moved",
  "exposed",
  "good",
  "bad",
  "failed fit",
  "failed",
  "waited",
  "spent",
  "withdrawn",
  "surveyed",
  "ended",
] as const;

/** Kind, seconds on the clock, the target's row (0 for none), and of results the CTF resolution in ångström or null. */
export type PlayerEvent = readonly [kind: number, seconds: number, row: number, angstrom?: number | null];

/**
 * A session for its page: everything that changes from step to step, as few characters as can be. Targets are rows of
 * the session's last tree, which the page's map is drawn from; lists named `…Of` run parallel to {@link leaves}.
 */
export interface PlayerData {
  readonly budgetSeconds: number;
  readonly levels: readonly string[];
  readonly kinds: readonly string[];
  readonly marks: readonly Mark[];
  /** By row: the name without what all of a level share, and the parent. Empty for what is not known to the end. */
  readonly names: readonly string[];
  readonly parents: readonly number[];
  /** Level by row. */
  readonly levelOf: readonly number[];
  readonly groupLevel: number;
  readonly squareLevel: number;
  readonly leaves: readonly number[];
  /** How it is drawn while it may be exposed. */
  readonly openOf: readonly number[];
  /** Its state at the start, if it may not be exposed then: a mark; −1 if it may. */
  readonly startOf: readonly number[];
  /** Number of events after which it is known. */
  readonly knownOf: readonly number[];
  /** Prediction, null for none. */
  readonly predictedOf: readonly (number | null)[];
  readonly prediction: string | null;
  /** Truth, shown on demand: 1 good, 0 not. */
  readonly truthOf: readonly number[];
  /** By row of a square: how many of all its holes, known or not, are truly good, and how many there are. */
  readonly truthOfSquare: Readonly<Record<number, readonly [good: number, all: number]>>;
  readonly startRow: number;
  readonly events: readonly PlayerEvent[];
  /** First event of each step, and after the last one their number. A step is one moment of the clock. */
  readonly steps: readonly number[];
  readonly numberNames: readonly string[];
  /** Events before it, sentence, numbers in the order of their names (null for none), score's name, candidates. */
  readonly decisions: readonly PlayerDecision[];
}

export type PlayerDecision = readonly [
  after: number,
  sentence: string,
  numbers: readonly (number | null)[],
  score?: string,
  candidates?: readonly (readonly [row: number, score: number])[],
];

/** What a page needs to show a session step by step. */
export function playerData(simulated: SimulatedSession): PlayerData {
  const { session, way, decisions, foundAfter } = simulated;
  const { tree, plan } = session;
  const leaves = leavesBelow(tree, 0);
  const ranks = rankPredictions(tree);
  const known = new Set([0, ...rowsBelow(tree, 0)]);
  const names = shortNames(tree);
  const { group, square } = drawnLevels(tree);
  const numberNames = [...new Set(decisions.flatMap(({ numbers }) => Object.keys(numbers)))];
  const start = way.startHole === undefined ? 0 : tree.row(way.startHole)!;
  const touched = new Set(way.events.flatMap((event) => ("target" in event ? [event.target] : [])));
  const feature = ranks === undefined ? -1 : tree.featureIndex(tree.leafLevel, ranks.feature);
  const rows = Array.from({ length: tree.size }, (_, row) => row);
  const mark = (name: Mark) => marks.indexOf(name);
  const gone: readonly number[] = [TargetStatus.Spent, TargetStatus.Withdrawn];
  const isGone = (leaf: number) => gone.includes(session.status[leaf]!) && !touched.has(tree.ids[leaf]!);
  return {
    budgetSeconds: plan.budgetSeconds,
    levels: tree.shape.levels,
    kinds: eventKinds,
    marks,
    names: rows.map((row) => (known.has(row) ? names[row]! : "")),
    parents: rows.map((row) => (known.has(row) ? tree.parent[row]! : -1)),
    levelOf: [...tree.level],
    groupLevel: group,
    squareLevel: square,
    leaves,
    openOf: leaves.map((leaf) => mark(markOf("not exposed", ranks?.quarter.get(leaf)))),
    startOf: leaves.map((leaf) => (leaf === start ? mark("start") : isGone(leaf) ? mark("gone") : -1)),
    knownOf: leaves.map((leaf) => foundAfter.get(tree.ids[leaf]!) ?? 0),
    predictedOf: leaves.map((leaf) => (feature === -1 ? null : short(tree.feature(leaf, feature)))),
    prediction: ranks?.feature ?? null,
    ...truth(simulated, leaves),
    startRow: start,
    events: way.events.map((event) => playerEvent(tree, event)),
    steps: stepsOf(way.events),
    numberNames,
    decisions: decisions.map(({ after, sentence, numbers, candidates }): PlayerDecision => {
      const values = numberNames.map((name) => short(numbers[name] ?? Number.NaN));
      if (candidates === undefined || candidates.scored.length === 0) return [after, sentence, values];
      const scored = candidates.scored.flatMap(({ target, score }) => {
        const row = tree.row(target);
        return row === undefined ? [] : [[row, short(score) ?? 0] as const];
      });
      return [after, sentence, values, candidates.score, scored];
    }),
  };
}

/** Three significant digits are as exact as a page shows; null where there is no number. */
function short(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(3)) : null;
}

function playerEvent(tree: TargetTree, event: SessionEvent): PlayerEvent {
  const row = "target" in event ? (tree.row(event.target) ?? 0) : 0;
  const seconds = Math.round(event.atSeconds * 10) / 10;
  if (event.kind !== "resulted") return [eventKinds.indexOf(event.kind), seconds, row];
  const { ctfResolutionAngstrom, failed } = event.outcome;
  const kind = event.good ? "good" : failed ? "failed fit" : "bad";
  return [eventKinds.indexOf(kind), seconds, row, short(ctfResolutionAngstrom)];
}

/** Events at one moment are one step, and so is the end; the first step is the state before any. */
function stepsOf(events: readonly SessionEvent[]): number[] {
  const steps = [0];
  events.forEach((event, i) => {
    if (i === 0 || event.kind === "ended" || event.atSeconds > events[i - 1]!.atSeconds) steps.push(i);
  });
  return [...steps, events.length];
}

/** Truth of the leaves that are known at the end, and of all holes of the known squares. */
function truth({ session, world }: SimulatedSession, leaves: readonly number[]) {
  const { tree } = session;
  const all = world.data.tree;
  const values = trueValues(world);
  const { square } = drawnLevels(tree);
  const truthOfSquare: Record<number, [number, number]> = {};
  const squares = new Map(rowsOfLevelBelow(tree, 0, square).map((row) => [tree.ids[row]!, row]));
  for (let row = all.firstLeaf; row < all.size; row++) {
    const at = squares.get(all.ids[all.ancestor(row, square)]!);
    if (at === undefined) continue;
    truthOfSquare[at] ??= [0, 0];
    truthOfSquare[at][0] += values[row]! > 0 ? 1 : 0;
    truthOfSquare[at][1]++;
  }
  const truthOf = leaves.map((leaf) => {
    const row = all.row(tree.ids[leaf]!);
    return row !== undefined && values[row]! > 0 ? 1 : 0;
  });
  return { truthOf, truthOfSquare };
}
