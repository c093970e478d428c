import { z } from "zod";
import { TargetStatus } from "../../session/target-status.js";
import type { EndState, Objective } from "../objective.js";
import { commonObjectiveOptions, type ObjectiveKind, objectiveBase } from "../objective-kind.js";

const LEVEL = "grid";

const options = z.strictObject(commonObjectiveOptions);

/**
 * Finding the best grid. At the session's end the grid with the highest (good + 1) / (results + 2) is chosen, the first
 * of several alike, and the session is worth the share of its holes that are truly good; what was collected on the way
 * is worth nothing. A grid of which nothing is known stands at 1/2; one that could not be loaded is not chosen.
 */
const kind: ObjectiveKind<typeof options> = {
  name: "screening",
  summary: "at the session's end, the true share of good holes on the grid that looks best",
  options,
  create(given): Objective {
    return {
      ...objectiveBase(given),
      metric: "chosenGridGoodShare",
      unit: "share",
      amount: () => 0,
      worth: () => 0,
      endWorth(session, trueShare) {
        const grid = chosenGrid(session);
        return grid === -1 || trueShare === undefined ? 0 : trueShare(grid);
      },
      mostEndWorth: (nodesOfLevel, trueShare) => Math.max(0, ...nodesOfLevel(LEVEL).map(trueShare)),
    };
  },
};

export default kind;

/** The row of the grid that looks best, −1 if there is none. */
export function chosenGrid({ tree, status, goodCount, resultCount }: EndState): number {
  const level = tree.shape.levels.indexOf(LEVEL);
  let best = -1;
  let bestEstimate = 0;
  for (let grid = tree.levelStart[level]!; grid < tree.levelStart[level + 1]!; grid++) {
    if (status[grid] === TargetStatus.Withdrawn) continue;
    const estimate = (goodCount[grid]! + 1) / (resultCount[grid]! + 2);
    if (estimate > bestEstimate) {
      best = grid;
      bestEstimate = estimate;
    }
  }
  return best;
}
