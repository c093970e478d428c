import type { TargetTree } from "../../env/tree/target-tree.js";
import type { SessionRun } from "./session-report-data.js";

/** Time that a session spent on one kind of thing. */
export interface TimeShare {
  /** Such as `exposing` or `moving to another square`. */
  readonly what: string;
  readonly seconds: number;
}

/** A run in figures, all of them from its events. */
export interface RunSummary {
  readonly policy: string;
  readonly good: number;
  readonly exposures: number;
  /** Session time at its last event. */
  readonly seconds: number;
  /** Of the exposures; NaN if there are none. */
  readonly goodShare: number;
  readonly goodPerHour: number;
  readonly shareOfBound: number;
  /** Inner levels first; all runs of a tree have the same entries in the same order. */
  readonly time: readonly TimeShare[];
}

/** @param bound good micrographs that no policy can exceed */
export function summariseRun(tree: TargetTree, run: SessionRun, budgetSeconds: number, bound: number): RunSummary {
  const moving = new Float64Array(tree.shape.levels.length);
  let good = 0;
  let exposures = 0;
  let exposing = 0;
  let waiting = 0;
  let failing = 0;
  let seconds = 0;
  for (const event of run.events) {
    seconds = Math.max(seconds, event.atSeconds);
    if (event.kind === "exposed") {
      exposures++;
      exposing += event.durationSeconds;
    } else if (event.kind === "resulted") {
      good += event.good ? 1 : 0;
    } else if (event.kind === "moved") {
      moving[tree.level[tree.row(event.target) ?? 0]!]! += event.durationSeconds;
    } else if (event.kind === "waited") {
      waiting += event.durationSeconds;
    } else if (event.kind === "failed") {
      failing += event.durationSeconds;
    }
  }
  const { levels } = tree.shape;
  const moves = levels.slice(1, -1).map((name, i) => ({ what: `moving to a ${name}`, seconds: moving[i + 1]! }));
  return {
    policy: run.policy,
    good,
    exposures,
    seconds,
    goodShare: good / exposures,
    goodPerHour: good / (seconds / 3600),
    shareOfBound: good / bound,
    time: [
      { what: "exposing", seconds: exposing },
      ...moves.reverse(),
      { what: "waiting", seconds: waiting },
      { what: "failed tries", seconds: failing },
      { what: "not used", seconds: Math.max(0, budgetSeconds - seconds) },
    ],
  };
}
