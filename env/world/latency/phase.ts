import type { TargetTree } from "../../tree/target-tree.js";
import type { LatencyModel } from "./latency-model.js";

/** What the time of a way goes into. */
export const phaseNames = ["moving", "focusing", "exposing", "surveying", "waiting"] as const;

/** Place of each phase in {@link phaseNames}. */
export const Phase = {
  /** Grid exchange, stage moves, image shift. */
  Moving: 0,
  /** Getting ready at a place: eucentric height, a group's image, focus, drift wait. */
  Focusing: 1,
  /** The camera. */
  Exposing: 2,
  /** Atlas of a grid, image of a square. */
  Surveying: 3,
  /** Maintenance. */
  Waiting: 4,
} as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/**
 * Fills `into` with the seconds of a way by phase. Of a model that can't tell them apart all of it is of one phase, by
 * the target: exposing for a leaf, surveying for a node not surveyed yet, else moving.
 *
 * @param seconds what the way took in all, to which the phases add up; less than the model says where an exposure was
 *   cut short
 * @param into [phases]
 */
export function wayPhases(
  latency: LatencyModel,
  [tree, from, target, random, nth, clockSeconds]: Parameters<LatencyModel["drawnSeconds"]>,
  seconds: number,
  into: Float64Array,
): void {
  into.fill(0);
  if (latency.drawnPhases === undefined) {
    into[phaseOf(tree, target)] = seconds;
    return;
  }
  latency.drawnPhases(tree, from, target, random, nth, clockSeconds, into);
  const beyond = sum(into) - seconds;
  if (beyond > 0) into[Phase.Exposing] = Math.max(0, into[Phase.Exposing]! - beyond);
  const told = sum(into);
  if (told === seconds) return;
  if (told === 0) into[phaseOf(tree, target)] = seconds;
  else for (let phase = 0; phase < into.length; phase++) into[phase]! *= seconds / told;
}

function phaseOf(tree: TargetTree, target: number): Phase {
  if (tree.isLeaf(target)) return Phase.Exposing;
  return tree.childCount[target] === 0 ? Phase.Surveying : Phase.Moving;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
