import { join } from "node:path";
import { loadScenario } from "../../../env/scenario/load-scenario.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { describeFailure } from "../../evaluate/episode-failure.js";
import type { EpisodeRecord } from "../../evaluate/episode-record.js";
import type { EvaluationPlan } from "../../evaluate/evaluation-plan.js";
import { runEvaluation } from "../../evaluate/run-evaluation.js";
import type { BackendChoice } from "../backend/choose-backend.js";
import { trainAny } from "../train/train-any.js";
import type { Ablation } from "./ablation-config.js";

export interface AblateOptions {
  /** Folder of all runs; those that are finished are not run again. */
  readonly folder: string;
  readonly backend: BackendChoice;
  readonly command: string;
  readonly workers?: number | undefined;
  readonly signal: AbortSignal;
  /** Seconds since 1970. */
  readonly clock: () => number;
  /** Hears what is done next. */
  readonly onStage: (text: string) => void;
}

/** What an ablation has come to: records of the references and of each variant's runs. */
export interface AblationResult {
  readonly references: readonly { readonly name: string; readonly records: readonly EpisodeRecord[] }[];
  readonly variants: readonly {
    readonly name: string;
    readonly what: string;
    /** A run each, by seed. */
    readonly runs: readonly { readonly seed: number; readonly records: readonly EpisodeRecord[] }[];
  }[];
}

/**
 * Trains each variant with each seed, and plays all of them and the references in the same worlds. What is finished stays
 * finished: an interrupted ablation goes on where it was.
 *
 * @throws the signal's reason
 */
export async function ablate(ablation: Ablation, options: AblateOptions): Promise<AblationResult> {
  const { folder, backend, command, signal, clock, onStage } = options;
  const { variants, evaluate } = ablation;
  const runs = variants.flatMap((variant) => variant.seeds.map((seed) => ({ variant, seed })));
  const checkpoints = new Map<string, string>();
  const keyOf = (variant: string, seed: number) => `${variant} ${seed}`;
  for (const [i, { variant, seed }] of runs.entries()) {
    onStage(`${i + 1} of ${runs.length}: ${variant.name}, seed ${seed}`);
    const result = await trainAny(variant.config(seed), {
      folder: join(folder, `${variant.name}-${seed}`),
      resume: true,
      backend,
      command,
      signal,
      clock,
    });
    signal.throwIfAborted();
    checkpoints.set(keyOf(variant.name, seed), `learned:${result.checkpoint}`);
  }
  onStage(`evaluation, ${evaluate.episodes} episodes of each scenario`);
  const plan: EvaluationPlan = {
    scenarios: evaluate.scenarios.map((name) => {
      const scenario = loadScenario(name);
      const budgetsMinutes = [scenario.plan.budgetSeconds / 60];
      return { scenario, source: openWorld(scenario), allStarts: false, budgetsMinutes };
    }),
    policies: [...evaluate.references, ...checkpoints.values()],
    episodes: evaluate.episodes,
    seed: evaluate.seed,
  };
  const { records, failures } = await runEvaluation(plan, { workers: options.workers, signal });
  if (failures.length > 0)
    throw new Error(`${failures.length} episodes failed; the first: ${describeFailure(failures[0]!)}`);
  const of = (policy: string) => records.filter((record) => record.policy === policy);
  return {
    references: evaluate.references.map((name) => ({ name, records: of(name) })),
    variants: variants.map(({ name, what, seeds }) => ({
      name,
      what,
      runs: seeds.map((seed) => ({ seed, records: of(checkpoints.get(keyOf(name, seed))!) })),
    })),
  };
}
