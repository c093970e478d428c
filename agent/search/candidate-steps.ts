import type { Goal } from "../../env/goal/goal.js";
import type { Session } from "../../env/session/session.js";
import { fits } from "../../env/world/fits.js";
import { surveyFits } from "../plan/unexplored.js";
import { logistic } from "./logit.js";
import { type SessionModel, SquareKind } from "./session-model.js";
import { SimulatedStage } from "./simulated-stage.js";
import type { FirstStep } from "./simulation.js";

/** A first step that is compared with others. */
export interface CandidateStep {
  readonly goal: Goal;
  readonly step: FirstStep;
}

/** How many of each kind are compared beside the choice of `index` and the next leaf of the group. */
export interface CandidateCounts {
  /** Other groups of the square. */
  readonly groups: number;
  /** Other squares or nodes to survey, by what they are expected to gain. */
  readonly squares: number;
  /** The same by what they would gain if they were better than expected by one standard deviation. */
  readonly hopeful: number;
}

/** The first step that a goal means; undefined for waiting, and for what the model does not have. */
export function stepOf(session: Session, model: SessionModel, goal: Goal): CandidateStep | undefined {
  if (goal.kind === "stop") return { goal, step: { kind: "stop" } };
  if (goal.kind === "wait") return undefined;
  if (goal.kind === "acquire") {
    const hole = goal.holes[0]!;
    const group = model.groupOfLeaf(hole);
    if (group === -1) return undefined;
    return { goal, step: { kind: "expose", group, seconds: session.expectedSeconds(hole) } };
  }
  return surveyStep(session, model, goal.target);
}

/**
 * First steps worth comparing, that of `index` first: the next leaf of the group, the best of the square's other groups,
 * squares and nodes to survey that are or may be best and, where time has a cost, to stop.
 *
 * @param price worth of a second
 */
export function candidateSteps(
  session: Session,
  model: SessionModel,
  first: CandidateStep,
  price: number,
  counts: CandidateCounts,
): CandidateStep[] {
  const stage = new SimulatedStage(model);
  const steps = [first];
  const known = new Set([keyOf(first.step)]);
  const add = (candidate: CandidateStep | undefined) => {
    if (candidate === undefined || known.has(keyOf(candidate.step))) return false;
    known.add(keyOf(candidate.step));
    steps.push(candidate);
    return true;
  };
  const addBest = <T>(scored: readonly Scored<T>[], most: number, step: (of: T) => CandidateStep | undefined) => {
    let left = most;
    for (const { of } of [...scored].sort((a, b) => b.gain - a.gain)) {
      if (left === 0) break;
      if (add(step(of))) left--;
    }
  };
  const exposing = (group: number) => exposeStep(session, model, group);
  if (stage.group !== -1) add(exposing(stage.group));
  if (stage.square !== -1) {
    const groups = groupsOf(model, stage.square).filter((group) => group !== stage.group);
    addBest(
      groups.map((group) => ({ of: group, gain: groupGain(model, group, price, 0) })),
      counts.groups,
      exposing,
    );
  }
  const elsewhere = Array.from({ length: model.squares }, (_, square) => square).filter((s) => s !== stage.square);
  const entering = (square: number) => enterStep(session, model, square, price);
  for (const [most, z] of [
    [counts.squares, 0],
    [counts.hopeful, 1],
  ] as const) {
    addBest(
      elsewhere.map((square) => ({ of: square, gain: squareGain(model, square, price, z, stage.grid) })),
      most,
      entering,
    );
  }
  if (session.plan.objective.costPerHour > 0) add({ goal: { kind: "stop" }, step: { kind: "stop" } });
  return steps;
}

interface Scored<T> {
  readonly of: T;
  readonly gain: number;
}

function keyOf(step: FirstStep): string {
  switch (step.kind) {
    case "expose":
      return `group ${step.group}`;
    case "surveySquare":
      return `square ${step.square}`;
    case "surveyGrid":
      return `grid ${step.grid}`;
    case "stop":
      return "stop";
  }
}

function groupsOf({ firstGroup }: SessionModel, square: number): number[] {
  const first = firstGroup.values[square]!;
  return Array.from({ length: firstGroup.values[square + 1]! - first }, (_, i) => first + i);
}

/** Gain of a group over the price, its entry paid, if its square were `z` standard deviations better than expected. */
function groupGain(model: SessionModel, group: number, price: number, z: number): number {
  const { firstSlot, logit, squareLoad, leafSeconds, groupEntrySeconds } = model;
  let gain = -price * groupEntrySeconds.values[group]!;
  for (let slot = firstSlot.values[group]!; slot < firstSlot.values[group + 1]!; slot++) {
    const own = logistic(logit.values[slot]! + z * squareLoad.values[slot]!) - price * leafSeconds.values[group]!;
    if (own > 0) gain += own;
  }
  return gain;
}

function squareGain(model: SessionModel, square: number, price: number, z: number, grid: number): number {
  const { squareEntrySeconds, squareGrid, gridEntrySeconds } = model;
  const of = squareGrid.values[square]!;
  const entry = squareEntrySeconds.values[square]! + (of === grid ? 0 : gridEntrySeconds.values[of]!);
  let gain = -price * entry;
  for (const group of groupsOf(model, square)) gain += Math.max(0, groupGain(model, group, price, z));
  return gain;
}

/** The next leaf of a group, if there is one and its way fits. */
function exposeStep(session: Session, model: SessionModel, group: number): CandidateStep | undefined {
  const slot = model.firstSlot.values[group]!;
  if (slot === model.firstSlot.values[group + 1]!) return undefined;
  const hole = model.leaf.values[slot]!;
  const seconds = session.expectedSeconds(hole);
  if (!fits(seconds, session.remainingSeconds)) return undefined;
  return { goal: { kind: "acquire", holes: [hole] }, step: { kind: "expose", group, seconds } };
}

function enterStep(session: Session, model: SessionModel, square: number, price: number): CandidateStep | undefined {
  if (model.squareKind.values[square] !== SquareKind.Found) {
    return surveyStep(session, model, model.squareNode.values[square]!);
  }
  let best = -1;
  let bestGain = Number.NEGATIVE_INFINITY;
  for (const group of groupsOf(model, square)) {
    const gain = groupGain(model, group, price, 0);
    if (!(gain > bestGain) || exposeStep(session, model, group) === undefined) continue;
    best = group;
    bestGain = gain;
  }
  return best === -1 ? undefined : exposeStep(session, model, best);
}

function surveyStep(session: Session, model: SessionModel, node: number): CandidateStep | undefined {
  if (!surveyFits(session, node)) return undefined;
  const goal: Goal = { kind: "survey", target: node };
  const seconds = session.expectedSeconds(node);
  for (let square = 0; square < model.squares; square++) {
    if (model.squareNode.values[square] !== node) continue;
    if (model.squareKind.values[square] === SquareKind.Unsurveyed) {
      return { goal, step: { kind: "surveySquare", square, seconds } };
    }
    return { goal, step: { kind: "surveyGrid", grid: model.squareGrid.values[square]!, seconds } };
  }
  return undefined;
}
