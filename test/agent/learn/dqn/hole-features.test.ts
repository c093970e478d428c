import assert from "node:assert/strict";
import type { EpisodeLog } from "../../../../agent/learn/dqn/episode-log.js";
import { flatFeatureNames, HoleCounter, SHARED_FEATURES } from "../../../../agent/learn/dqn/hole-features.js";
import { HoleStates } from "../../../../agent/learn/dqn/hole-states.js";
import { played, smallTask } from "./small-flat.js";

/** A feature of a hole's row, by name. */
function reader(log: EpisodeLog, state: number, visitedAs: "predicted" | "measured" = "predicted") {
  const states = new HoleStates(visitedAs);
  states.add(log, state);
  return (hole: number, name: string) => {
    const row = states.holes.subarray(0, states.size).indexOf(hole);
    assert.notEqual(row, -1, `hole ${hole}`);
    const at = flatFeatureNames.indexOf(name);
    assert.notEqual(at, -1, name);
    return states.inputs([row])[at]!;
  };
}

const close = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 1e-6, `${value}, ${expected}`);

describe("features of a flat DQN", () => {
  // Predictions in Å, − where missing: grid 1 has the groups (3 4 −) (3 4) and (3 4), grid 2 has (4 5 − 7).
  const log = played(smallTask(600), 0, [0, 1, 7, 8]);

  it("are a prediction and what there is around it", () => {
    const of = reader(log, 0);
    close(of(1, "predicted_ctf"), 4 / 20);
    close(of(2, "predicted_ctf"), 1);
    close(of(1, "group_share_of_bin_0_0_ago"), 1 / 3);
    close(of(1, "group_share_of_bin_1_0_ago"), 1 / 3);
    close(of(1, "group_share_of_bin_4_0_ago"), 1 / 3);
    close(of(1, "group_unvisited_0_ago"), 3 / 25);
    close(of(1, "square_unvisited_0_ago"), 5 / 150);
    close(of(1, "grid_unvisited_0_ago"), 7 / 500);
    close(of(1, "grid_unvisited_good_0_ago"), 6 / 500);
    for (const place of ["grid", "square", "group"]) close(of(1, `is_same_${place}_0_ago`), 0);
  });

  it("count what was visited, and say where the stage is", () => {
    const of = reader(log, 2);
    close(of(2, "group_unvisited_0_ago"), 1 / 25);
    close(of(2, "group_unvisited_good_0_ago"), 0);
    close(of(2, "group_visited_0_ago"), 2 / 25);
    close(of(2, "group_visited_good_0_ago"), 2 / 25);
    close(of(2, "group_share_of_bin_4_0_ago"), 1);
    for (const place of ["grid", "square", "group"]) close(of(2, `is_same_${place}_0_ago`), 1);
    close(of(3, "is_same_group_0_ago"), 0);
    close(of(3, "is_same_square_0_ago"), 1);
    close(of(5, "is_same_square_0_ago"), 0);
    close(of(5, "is_same_grid_0_ago"), 1);
    close(of(7, "is_same_grid_0_ago"), 0);
  });

  it("have a memory of three states, which begins with the first one", () => {
    const of = reader(log, 2);
    close(of(2, "group_visited_1_ago"), 1 / 25);
    close(of(2, "group_visited_2_ago"), 0);
    close(of(2, "group_visited_3_ago"), 0);
    const later = reader(log, 4);
    close(later(2, "group_visited_2_ago"), 2 / 25);
    close(later(2, "group_visited_3_ago"), 1 / 25);
    close(later(2, "is_same_grid_1_ago"), 0);
    close(later(2, "is_same_grid_2_ago"), 1);
  });

  it("tell nothing of results, unless visited holes are to be counted as measured", () => {
    const predicted = reader(log, 2);
    const measured = reader(log, 2, "measured");
    const good = [0, 1].filter((hole) => log.goodAt[hole]! <= 2).length;
    assert.equal(good, 1);
    close(measured(2, "group_visited_good_0_ago"), 1 / 25);
    close(predicted(2, "group_visited_good_0_ago"), 2 / 25);
  });

  it("are as many as their names", () => {
    const counter = new HoleCounter("predicted");
    const into = new Float32Array(SHARED_FEATURES + 1).fill(-1);
    counter.count(log, 1);
    counter.writeGroup(0, into, 0);
    assert.equal(into.indexOf(-1), SHARED_FEATURES);
    assert.equal(flatFeatureNames.length, 1 + SHARED_FEATURES);
    assert.equal(new Set(flatFeatureNames).size, flatFeatureNames.length);
  });
});
