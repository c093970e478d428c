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
 * First steps worth comparing, that of `index` first: into the best of the other groups of the square where the stage
 * stands and, where time has a cost, to stop; where `index` would stop, to go on in the group too.
 *
 * Other squares and nodes to survey are left to `index`, and so is when to leave a group: where simulations preferred
 * something else there, sessions did not do better for it.
 *
 * @param price worth of a second
 * @param most so many groups
 */
export function candidateSteps(
  session: Session,
  model: SessionModel,
  first: CandidateStep,
  price: number,
  most: number,
): CandidateStep[] {
  const { square, group: here } = new SimulatedStage(model);
  const { step } = first;
  const isOther = (group: number) =>
    (group !== here || step.kind === "stop") && !(step.kind === "expose" && group === step.group);
  const groups = square === -1 ? [] : groupsOf(model, square).filter(isOther);
  const steps = groups
    .map((group) => ({ group, gain: groupGain(model, group, price, group === here) }))
    .sort((a, b) => b.gain - a.gain)
    .flatMap(({ group }) => exposeStep(session, model, group) ?? [])
    .slice(0, most);
  if (session.plan.objective.costPerHour > 0 && step.kind !== "stop") {
    steps.push({ goal: { kind: "stop" }, step: { kind: "stop" } });
  }
  return [first, ...steps];
}

function groupsOf({ firstGroup }: SessionModel, square: number): number[] {
  const first = firstGroup.values[square]!;
  return Array.from({ length: firstGroup.values[square + 1]! - first }, (_, i) => first + i);
}

/** Gain of a group over the price, its entry paid unless the stage stands in it. */
function groupGain(model: SessionModel, group: number, price: number, isHere: boolean): number {
  const { firstSlot, logit, leafSeconds, groupEntrySeconds } = model;
  let gain = isHere ? 0 : -price * groupEntrySeconds.values[group]!;
  for (let slot = firstSlot.values[group]!; slot < firstSlot.values[group + 1]!; slot++) {
    const own = logistic(logit.values[slot]!) - price * leafSeconds.values[group]!;
    if (own > 0) gain += own;
  }
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
