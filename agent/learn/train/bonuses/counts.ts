import { candidateFeatureNames } from "../../input/candidate-features.js";
import { FIRST_CANDIDATE } from "../../input/choices.js";
import type { DecisionInput } from "../../input/decision-input.js";
import type { BonusEntry, BonusStep, ExplorationBonus } from "../bonus.js";

/** Features are told apart by the nearest multiple of one over this. */
const STEPS_PER_UNIT = 4;

/** A bonus for the first of a kind, as a share of what an episode is expected to bring. */
const FIRST = 0.01;

const bucketFeatures = ["chance", "best_chance", "log_available", "log_minutes"] as const;
const bucketColumns = bucketFeatures.map((name) => candidateFeatureNames.indexOf(name));

/**
 * Episodic counts: a move to a candidate of a level and a bucket of features gets the less the more often such a one was
 * taken in the episode, as one over the square root (Strehl & Littman 2008, within an episode as in Badia et al. 2020).
 */
class CountBonus implements ExplorationBonus {
  readonly #counts: Map<string, number>[];

  constructor(environments: number) {
    this.#counts = Array.from({ length: environments }, () => new Map());
  }

  begin(environment: number): void {
    this.#counts[environment]!.clear();
  }

  before({ environment, input, move }: BonusStep): number {
    const counts = this.#counts[environment]!;
    const key = `${input.level} ${move < FIRST_CANDIDATE ? `move ${move}` : bucketOf(input, move - FIRST_CANDIDATE)}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return FIRST / Math.sqrt(count);
  }

  after(): number {
    return 0;
  }
}

function bucketOf({ candidates }: DecisionInput, candidate: number): string {
  const at = candidate * candidateFeatureNames.length;
  return bucketColumns.map((column) => Math.round(STEPS_PER_UNIT * candidates[at + column]!)).join();
}

const entry: BonusEntry = {
  name: "counts",
  summary: "less for a kind of candidate the more often such a one was taken in the episode",
  create: (environments) => new CountBonus(environments),
};

export default entry;
