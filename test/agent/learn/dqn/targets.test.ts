import assert from "node:assert/strict";
import { loadBackend } from "../../../../agent/learn/backend/load-backend.js";
import { targetsOf } from "../../../../agent/learn/dqn/dqn.js";
import type { EpisodeLog } from "../../../../agent/learn/dqn/episode-log.js";
import { HoleStates } from "../../../../agent/learn/dqn/hole-states.js";
import { nStep } from "../../../../agent/learn/dqn/n-step.js";
import { ReplayBuffer } from "../../../../agent/learn/dqn/replay-buffer.js";
import { assertClose } from "../../../support/finite-differences.js";
import { played, slopedNetwork, smallTask } from "./small-flat.js";

/** Targets of some states of an episode. Values are sloped: the network that chooses wants small or large predictions. */
function targets(
  log: EpisodeLog,
  states: readonly number[],
  slopes: { online: number; target: number },
  double = true,
) {
  const online = slopedNetwork(7, slopes.online);
  const target = slopedNetwork(10, slopes.target);
  const options = { n_step: 1, gamma: 0.5, double_q: double };
  const steps = states.map((state) => ({ log, state }));
  try {
    return targetsOf({ options, online, target, states: new HoleStates("predicted") }, steps);
  } finally {
    online.dispose();
    target.dispose();
  }
}

/** Predictions, as shares of 20 Å, of the holes that may be taken in a state. */
function predictedIn({ layout, goneAt }: EpisodeLog, state: number): number[] {
  return [...layout.predicted].filter((_, hole) => goneAt[hole]! > state);
}

describe("targets of a flat DQN", () => {
  before(() => loadBackend("cpu"));

  it("are what the target network makes of the hole that the learned one chooses", () => {
    const log = played(smallTask(600), 0);
    for (const online of [-1, 1]) {
      const chosen = online < 0 ? Math.min(...predictedIn(log, 3)) : Math.max(...predictedIn(log, 3));
      assertClose(
        targets(log, [2], { online, target: 3 }),
        [log.rewards[2]! + 0.5 * (10 + 3 * chosen)],
        `slope ${online}`,
      );
    }
  });

  it("are the target network's greatest value without double Q-learning", () => {
    const log = played(smallTask(600), 0);
    const greatest = Math.max(...predictedIn(log, 3));
    assertClose(
      targets(log, [2], { online: -1, target: 3 }, false),
      [log.rewards[2]! + 0.5 * (10 + 3 * greatest)],
      "target",
    );
  });

  it("are rewards alone where the episode is over", () => {
    const log = played(smallTask(600), 0);
    const last = log.rewards.length - 1;
    const [before, end] = targets(log, [last - 1, last], { online: 1, target: 3 });
    assert.equal(end, Math.fround(log.rewards[last]!));
    assert.ok(before! > 5, `${before}`);
  });

  it("leave out holes that were taken", () => {
    const log = played(smallTask(600), 0, [0, 3, 5]);
    const smallest = Math.min(...predictedIn(log, 3));
    assert.ok(log.layout.predicted[0]! < smallest);
    assertClose(targets(log, [2], { online: -1, target: 3 }), [log.rewards[2]! + 0.5 * (10 + 3 * smallest)], "target");
  });

  it("leave out holes that do not fit into the time left", () => {
    // 8 minutes to the first hole, 2 to the next in another group; 2 are left, too few for another square.
    const log = played(smallTask(12), 0, [0, 3]);
    const near = [1, 2, 4].map((hole) => log.layout.predicted[hole]!);
    assert.ok(Math.min(...near) > Math.min(...predictedIn(log, 2)));
    assertClose(
      targets(log, [1], { online: -1, target: 3 }),
      [log.rewards[1]! + 0.5 * (10 + 3 * Math.min(...near))],
      "target",
    );
  });

  it("are made of steps of one episode each, whatever others are remembered between them", () => {
    const replay = new ReplayBuffer(10);
    const tasks = [smallTask(12), smallTask(600), smallTask(20)];
    const remembered: { log: EpisodeLog; state: number; reward: number }[] = [];
    for (const [i, task] of tasks.entries()) task.begin(i);
    for (let round = 0; round < 40; round++) {
      for (const task of tasks) {
        const { log, state, episode } = task;
        const may = [...log.layout.predicted.keys()].filter((hole) => mayTake(log, state, hole));
        task.step(may[round % may.length]!);
        replay.add({ number: episode, log }, state);
        remembered.push({ log, state, reward: log.rewards[state]! });
        if (task.isOver) task.begin(episode + tasks.length);
      }
      const newest = remembered.slice(-10);
      assert.equal(replay.size, newest.length);
      for (let slot = 0; slot < replay.size; slot++) {
        const { log, state } = replay.at(slot);
        assert.ok(newest.some((step) => step.log === log && step.state === state));
        const after = remembered.filter((step) => step.log === log && step.state >= state && step.state < state + 3);
        const reward = after.reduce((sum, step) => sum + 0.5 ** (step.state - state) * step.reward, 0);
        const next = nStep(log, state, 3, 0.5);
        assert.equal(next.reward, reward);
        assert.equal(next.next, state + after.length);
      }
    }
  });
});

function mayTake(log: EpisodeLog, state: number, hole: number): boolean {
  const { tree, latency } = log.layout;
  const seconds = latency.expectedSeconds(tree, log.places[state]!, log.layout.rowOf(hole));
  return log.goneAt[hole]! > state && seconds <= log.remainingSeconds[state]!;
}
