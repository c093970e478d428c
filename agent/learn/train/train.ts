import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../env/errors.js";
import { packageVersion } from "../../../env/package-root.js";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { type BackendChoice, chooseBackend } from "../backend/choose-backend.js";
import { saveCheckpoint } from "../checkpoint/save-checkpoint.js";
import { clone, seeDataset } from "../imitation/clone.js";
import { makeDataset } from "../imitation/dataset.js";
import { EventFileLog } from "../metrics/event-file-log.js";
import { JsonLinesLog } from "../metrics/json-lines-log.js";
import { FeatureNormaliser } from "../network/feature-normaliser.js";
import type { PolicyNetwork } from "../network/policy-network.js";
import { Experience } from "./experience.js";
import { readWeights, writeWeights } from "./flat-weights.js";
import type { LaneState } from "./lane.js";
import type { LaneWorkerData } from "./lane-worker.js";
import { createNetwork, makeLane, networkShapeOf } from "./make-lane.js";
import { type IterationReport, type LaneClient, type PpoState, trainPpo } from "./ppo.js";
import { type RunTotals, readRunState, writeRunState } from "./run-state.js";
import { ThreadLane } from "./thread-lane.js";
import { openTrainingScenarios, type TrainingConfig } from "./training-config.js";

export interface TrainOptions {
  /** Folder of the run: state, metrics and, in `checkpoint/`, what was learned. */
  readonly folder: string;
  /** Goes on with the run in the folder, if it has saved something. Default: begins one. */
  readonly resume?: boolean;
  readonly backend?: BackendChoice;
  /** The command that repeats the run, for the card. */
  readonly command: string;
  /** Ends the run after the iteration under way; it can be resumed. */
  readonly signal?: AbortSignal;
  /** Seconds since 1970, for metrics. */
  readonly clock: () => number;
  /** Hears which backend is used, and why. */
  readonly onBackend?: (sentence: string) => void;
  /** Hears of each episode of the teacher that is written down, and of each epoch that is learned from them. */
  readonly onImitation?: (text: string) => void;
  /** Hears of each iteration. @param done iterations so far */
  readonly onIteration?: (report: IterationReport, done: number) => void;
}

/** What a run has come to. */
export interface TrainResult {
  /** Folder of the checkpoint. */
  readonly checkpoint: string;
  readonly isFinished: boolean;
  readonly iterations: number;
}

/** A run saves itself after so many iterations, beside when it ends. */
const SAVE_EVERY = 10;

/**
 * Trains a policy as a training file says. With one worker everything happens in this thread; a run that was interrupted and
 * resumed comes to the same weights, to the last bit, as one that was not, on the same backend and with as many workers.
 *
 * @throws UserError if the folder holds another run, if a scenario can't be trained on, or if training diverges
 * @example await train(loadTrainingConfig("training/quick.yaml"), { folder: "runs/quick", command, clock });
 */
export async function train(config: TrainingConfig, options: TrainOptions): Promise<TrainResult> {
  const { folder, resume = false, backend = "auto", signal, clock } = options;
  // Threads open them too, but an error there comes late.
  openTrainingScenarios(config);
  mkdirSync(folder, { recursive: true });
  const saved = readRunState(folder, config);
  if (saved !== undefined && !resume) {
    throw new UserError(`${folder} holds a run already: go on with it by --resume, or give another folder`);
  }
  const chosen = await chooseBackend(backend, { purpose: "training" });
  options.onBackend?.(chosen.sentence);
  writeFileSync(join(folder, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
  const network = createNetwork(config);
  const shape = networkShapeOf(config);
  const features = [shape.candidateFeatures, shape.contextFeatures] as const;
  const resumeStep = saved?.totals.steps ?? (resume ? 0 : undefined);
  const logs = [
    JsonLinesLog.open(join(folder, "metrics.jsonl"), { clock, ...(resumeStep !== undefined && { resumeStep }) }),
    EventFileLog.open(folder, { clock, ...(resumeStep !== undefined && { resumeStep }) }),
  ];
  const first = saved === undefined ? await imitate(config, network, options) : undefined;
  const { lanes, end } = await openLanes(config, chosen.name, saved?.state.lanes);
  let state: PpoState = saved?.state ?? {
    iteration: 0,
    weights: readWeights(network.weights),
    adam: undefined,
    normaliser: (first ?? FeatureNormaliser.create(...features)).toJSON(),
    lanes: [],
  };
  let totals: RunTotals = saved?.totals ?? { steps: 0, seconds: 0 };
  const save = () => writeRunState(folder, config, state, totals);
  try {
    let before = clock();
    for await (const report of trainPpo({
      options: config.ppo,
      lanes,
      features,
      from: state,
      now: () => 1000 * clock(),
    })) {
      state = report.state;
      const now = clock();
      totals = { steps: totals.steps + report.metrics.steps!, seconds: totals.seconds + now - before };
      before = now;
      for (const log of logs) log.write(totals.steps, report.metrics);
      if (signal?.aborted === true) break;
      if (state.iteration % SAVE_EVERY === 0) save();
      options.onIteration?.(report, state.iteration);
    }
    if (state.iteration > (saved?.state.iteration ?? 0)) save();
    writeWeights(network.weights, state.weights);
    const checkpoint = join(folder, "checkpoint");
    await saveCheckpoint(checkpoint, network, FeatureNormaliser.fromJSON(state.normaliser, ...features), {
      purpose: config.purpose,
      training: {
        command: options.command,
        config,
        seed: config.seed,
        scenarios: config.scenarios.map(({ name }) => name),
        heldBack: config.held_back,
        steps: totals.steps,
        minutes: Math.round(totals.seconds / 6) / 10,
        machine: `${config.workers} threads on ${cpus().length} cores of ${cpus()[0]?.model.trim() ?? "unknown"}`,
        backend: chosen.sentence,
        codeVersion: packageVersion,
      },
      figures: [],
    });
    return { checkpoint, isFinished: state.iteration >= config.ppo.iterations, iterations: state.iteration };
  } finally {
    for (const log of logs) log.close();
    network.dispose();
    await end();
  }
}

/** Imitates the teacher, where the training file names one. @returns the normaliser that the network has learned with */
async function imitate(
  config: TrainingConfig,
  network: PolicyNetwork,
  { folder, signal, onImitation }: TrainOptions,
): Promise<FeatureNormaliser | undefined> {
  const { imitation } = config;
  if (imitation === undefined) return undefined;
  const files = await makeDataset(join(folder, "dataset"), config, {
    signal,
    onEpisode: (done) =>
      onImitation?.(`${done} of ${imitation.episodes} episodes of ${imitation.teacher} written down`),
  });
  const { candidateFeatures, contextFeatures } = network.shape;
  const normaliser = FeatureNormaliser.create(candidateFeatures, contextFeatures);
  seeDataset(files, normaliser, new Experience(network.shape));
  for (const { epoch, loss, agreement } of clone(network, normaliser, files, imitation, new KeyedRandom(config.seed))) {
    onImitation?.(
      `imitation, epoch ${epoch} of ${imitation.epochs}: loss ${loss.toFixed(4)}, agrees in ${(100 * agreement).toFixed(2)} %`,
    );
    signal?.throwIfAborted();
  }
  return normaliser;
}

/** The lanes of a run: one in this thread, or several in threads of their own. */
async function openLanes(
  config: TrainingConfig,
  backend: BackendChoice,
  states: readonly LaneState[] = [],
): Promise<{ readonly lanes: readonly LaneClient[]; readonly end: () => Promise<void> }> {
  if (config.workers === 1) {
    const lane = makeLane(config, 0, () => performance.now());
    if (states[0] !== undefined) lane.restore(states[0]);
    const client: LaneClient = {
      collect: async (request) => lane.collect(request),
      gradient: async (request) => lane.gradient(request),
      state: async () => lane.state,
    };
    return { lanes: [client], end: async () => lane.network.dispose() };
  }
  const threads = Array.from(
    { length: config.workers },
    (_, i) =>
      new ThreadLane(new URL("lane-worker.js", import.meta.url), { config, lane: i, backend } satisfies LaneWorkerData),
  );
  await Promise.all(states.map((state, i) => threads[i]?.restore(state)));
  return {
    lanes: threads,
    end: async () => {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}
