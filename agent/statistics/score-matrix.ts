/**
 * Scores of one policy: `scores[task][run]`. A task is a scenario with its budget, a run one episode of it. Tasks may
 * have different numbers of runs. (rliable has runs × tasks.)
 */
export type ScoreMatrix = readonly (readonly number[])[];

/**
 * @param name whose scores these are, for the message
 * @throws RangeError if there is no task, a task without a run, or a score that is no finite number
 */
export function requireScores(scores: ScoreMatrix, name = "scores"): void {
  if (scores.length === 0) throw new RangeError(`${name}: no task; expected at least one`);
  scores.forEach((runs, task) => {
    if (runs.length === 0) throw new RangeError(`${name}: task ${task} has no runs; expected at least one`);
    const wrong = runs.findIndex((score) => !Number.isFinite(score));
    if (wrong >= 0) {
      throw new RangeError(`${name}: run ${wrong} of task ${task} is ${runs[wrong]}; expected a finite number`);
    }
  });
}

/** @throws RangeError unless both have the same tasks, and each task the same number of runs in both */
export function requirePairs(a: ScoreMatrix, b: ScoreMatrix): void {
  requireScores(a, "the first scores");
  requireScores(b, "the second scores");
  if (a.length !== b.length) throw new RangeError(`${a.length} tasks against ${b.length}; expected the same tasks`);
  a.forEach((runs, task) => {
    if (runs.length !== b[task]!.length) {
      throw new RangeError(
        `task ${task} has ${runs.length} runs against ${b[task]!.length}; expected the same episodes in the same order`,
      );
    }
  });
}
