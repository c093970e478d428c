import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../env/errors.js";
import { packageVersion } from "../../../env/package-root.js";
import { chooseBackend } from "../backend/choose-backend.js";
import { EventFileLog } from "../metrics/event-file-log.js";
import { JsonLinesLog } from "../metrics/json-lines-log.js";
import { writeWeights } from "../train/flat-weights.js";
import type { RunTotals } from "../train/run-state.js";
import type { TrainOptions, TrainResult } from "../train/train.js";
import { type DqnReport, type DqnState, trainDqn } from "./dqn.js";
import { readDqnState, writeDqnState } from "./dqn-run-state.js";
import { type DqnTrainingConfig, openFlatTasks } from "./dqn-training.js";
import { saveFlatCheckpoint } from "./flat-checkpoint.js";
import { QNetwork } from "./q-network.js";

/** As of any training, but for what is heard of an iteration. */
export interface TrainDqnOptions extends Omit<TrainOptions, "onIteration"> {
  /** Hears of each iteration. @param done iterations so far */
  readonly onIteration?: (report: Pick<DqnReport, "metrics">, done: number) => void;
}

/** A run saves itself after so many iterations, beside when it ends. */
const SAVE_EVERY = 10;

/**
 * Trains a flat DQN as a training file says, in this thread. A run that was interrupted and resumed comes to the same
 * weights, to the last bit, as one that was not, on the same backend.
 *
 * @throws UserError if the folder holds another run, or a scenario is not fully surveyed
 * @example await trainFlatDqn(config, { folder: "runs/dqn", command, clock });
 */
export async function trainFlatDqn(config: DqnTrainingConfig, options: TrainDqnOptions): Promise<TrainResult> {
  const { folder, resume = false, backend = "auto", signal, clock } = options;
  const makeTask = openFlatTasks(config);
  mkdirSync(folder, { recursive: true });
  const saved = readDqnState(folder, config);
  if (saved !== undefined && !resume) {
    throw new UserError(`${folder} holds a run already: go on with it by --resume, or give another folder`);
  }
  const chosen = await chooseBackend(backend, { purpose: "training" });
  options.onBackend?.(chosen.sentence);
  writeFileSync(join(folder, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
  const resumeStep = saved?.totals.steps ?? (resume ? 0 : undefined);
  const logs = [
    JsonLinesLog.open(join(folder, "metrics.jsonl"), { clock, ...(resumeStep !== undefined && { resumeStep }) }),
    EventFileLog.open(folder, { clock, ...(resumeStep !== undefined && { resumeStep }) }),
  ];
  let state: DqnState | undefined = saved?.state;
  let totals: RunTotals = saved?.totals ?? { steps: 0, seconds: 0 };
  try {
    let before = clock();
    const now = () => 1000 * clock();
    for await (const report of trainDqn({ options: config.dqn, makeTask, seed: config.seed, from: state, now })) {
      state = report.state;
      const after = clock();
      totals = { steps: totals.steps + report.metrics.steps!, seconds: totals.seconds + after - before };
      before = after;
      for (const log of logs) log.write(totals.steps, report.metrics);
      if (signal?.aborted === true) break;
      if (state.iteration % SAVE_EVERY === 0) writeDqnState(folder, config, state, totals);
      options.onIteration?.(report, state.iteration);
    }
    const checkpoint = join(folder, "checkpoint");
    if (state !== undefined) {
      if (state.iteration > (saved?.state.iteration ?? 0)) writeDqnState(folder, config, state, totals);
      await saveChosen(checkpoint, config, state, {
        purpose: config.purpose,
        training: {
          command: options.command,
          config,
          seed: config.seed,
          scenarios: config.scenarios.map(({ name }) => name),
          heldBack: config.held_back,
          steps: totals.steps,
          minutes: Math.round(totals.seconds / 6) / 10,
          machine: `1 thread on ${cpus().length} cores of ${cpus()[0]?.model.trim() ?? "unknown"}`,
          backend: chosen.sentence,
          codeVersion: packageVersion,
        },
        figures: [],
      });
    }
    const iterations = state?.iteration ?? 0;
    return { checkpoint, isFinished: iterations >= config.dqn.iterations, iterations };
  } finally {
    for (const log of logs) log.close();
  }
}

/** Saves what the validation has chosen or, without one, the last weights. */
async function saveChosen(
  folder: string,
  { dqn, seed }: DqnTrainingConfig,
  { weights, best, iteration }: DqnState,
  text: Parameters<typeof saveFlatCheckpoint>[3],
): Promise<void> {
  const { hidden, visited } = dqn;
  const network = QNetwork.create(hidden, seed);
  const chosen =
    best === undefined
      ? `the last weights, of iteration ${iteration}`
      : `of iteration ${best.iteration}, the best of those that were validated every ${dqn.validate_every} iterations on ${dqn.validation_episodes} generated episodes of seed ${dqn.validation_seed}`;
  try {
    writeWeights(network.weights, best?.weights ?? weights);
    await saveFlatCheckpoint(folder, network, { hidden, visited, chosen }, text);
  } finally {
    network.dispose();
  }
}
