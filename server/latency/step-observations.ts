import type { TargetTree } from "../../env/tree/target-tree.js";
import type { LatencyModel } from "../../env/world/latency/latency-model.js";
import { stepOfPhase } from "./phase-steps.js";

/** What a driver reports of a part of a directive that it has completed. */
export interface ReportedPhase {
  readonly name: string;
  readonly seconds: number;
}

/** A way from one place to another, as rows of the tree. */
export interface Leg {
  readonly from: number;
  readonly target: number;
}

/** How long a step took, and what the preset says that it typically takes there. Both above 0. */
export interface StepObservation {
  readonly step: string;
  readonly seconds: number;
  readonly presetSeconds: number;
}

/**
 * What a completed directive says of the steps of its way. Phases of one step are added up, and so are legs, such as from
 * hole to hole. Where the model does not tell the phases apart, all that count are held against all of its steps. What
 * took no time, or is not expected on such a way, says nothing.
 *
 * @param preset the model as the scenario has it, not as it was refitted
 * @param legs of the directive, in order, all completed
 * @returns nothing if the model can't be refitted
 * @example stepObservations(latency, tree, [{ from: place, target: square }], [{ name: "stage_move", seconds: 9.5 }])
 */
export function stepObservations(
  preset: LatencyModel,
  tree: TargetTree,
  legs: readonly Leg[],
  phases: readonly ReportedPhase[],
): StepObservation[] {
  const { stepNames } = preset;
  if (stepNames === undefined || preset.medianSteps === undefined) return [];
  const medians = stepNames.map(() => 0);
  for (const { from, target } of legs) {
    preset.medianSteps(tree, from, target).forEach((seconds, step) => {
      medians[step]! += seconds;
    });
  }
  const spent = secondsByStep(phases);
  const isToldApart = [...spent.keys()].some((step) => stepNames.includes(step));
  const ratio = sum([...spent.values()]) / sum(medians);
  return stepNames.flatMap((step, i) => {
    const presetSeconds = medians[i]!;
    const seconds = isToldApart ? (spent.get(step) ?? 0) : ratio * presetSeconds;
    return presetSeconds > 0 && seconds > 0 && Number.isFinite(seconds) ? [{ step, seconds, presetSeconds }] : [];
  });
}

function secondsByStep(phases: readonly ReportedPhase[]): Map<string, number> {
  const spent = new Map<string, number>();
  for (const { name, seconds } of phases) {
    const step = stepOfPhase(name);
    if (step !== undefined) spent.set(step, (spent.get(step) ?? 0) + seconds);
  }
  return spent;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
