import { mean as meanOf, standardDeviation } from "simple-statistics";
import type { Objective } from "../../env/objective/objective.js";
import { type KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import { Session } from "../../env/session/session.js";
import type { SessionPlan } from "../../env/session/session-plan.js";
import { PREDICTED_CTF_RESOLUTION } from "../../env/tree/feature-schema.js";
import type { TargetTree } from "../../env/tree/target-tree.js";
import { groupLevelOf } from "../../env/tree/tree-shape.js";
import { OutcomeReader } from "../../env/world/outcome-reader.js";
import type { WorldData } from "../../env/world/world-data.js";
import { byGroup, round, typicalGroups } from "./fit-typical.js";
import { columnValue, transformed, weightName } from "./hierarchical/feature-columns.js";
import { HierarchicalBelief } from "./hierarchical/hierarchical-belief.js";
import { Moments } from "./hierarchical/moments.js";
import type { LogitCase, LogitFeature, LogitPrior } from "./logit-prior.js";
import { addShareMeans } from "./share-means.js";
import { SQUARE_KINDS } from "./typical-groups.js";

/** Features whose logarithm is what quality goes with; of the intensity it is the thickness of the ice. */
const LOGARITHMIC = ["mean_intensity", "area_square_micrometers", PREDICTED_CTF_RESOLUTION.name];

/** Features of which a middle value may be best: ice is too thin or too thick, positions too central or not enough. */
const BEST_WITHIN = ["mean_intensity", "center_offset_micrometers"];

/** Rounds of expectation–maximisation: after so many the prior hardly changes. */
const ROUNDS = 15;

/** Spatial correlations that are tried, and on so many worlds. */
const SPATIAL_SHARES = [0, 0.3, 0.5, 0.7, 0.85];
const SPATIAL_LENGTHS = [8, 14, 22, 32];
const SPATIAL_WORLDS = 40;

const START: Omit<LogitCase, "predictions" | "images" | "weights"> = {
  intercept: { mean: 0, variance: 1 },
  grid: 0.1,
  square: 1,
  group: 0.3,
  hole: 1,
  spatial: { share: 0.5, lengthMicrometers: 14 },
  typicalSquares: [],
  typicalOffsets: [],
};

/** A world with the label of each of its leaves, in the order in which they are shown to the belief. */
interface Lesson {
  readonly session: Session;
  readonly leaves: Int32Array;
  readonly good: Uint8Array;
}

/**
 * Fits what the hierarchical belief starts from: expectation–maximisation over worlds, in which the belief itself, shown
 * every result of a world in random order, says what the world's weights and effects were (empirical Bayes). The
 * correlation between groups is the one of a few under which the results were least surprising.
 *
 */
export function fitLogitPrior(
  worlds: readonly WorldData[],
  plan: SessionPlan,
  random: KeyedRandom,
  { progress = () => {}, rounds = ROUNDS, spatialWorlds = SPATIAL_WORLDS }: FitOptions = {},
): LogitPrior {
  const lessons = worlds.map((world, k) => lessonOf(world, plan, random.derive(k, RandomKind.Policy)));
  const features = describeFeatures(worlds.map(({ tree }) => tree));
  const all = fitCase(lessons, features, { predictions: true, images: true, ...START, weights: {} }, rounds, progress);
  const spatial = bestSpatial(lessons.slice(0, spatialWorlds), features, all);
  const cases = [
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ].map(([predictions, images]) =>
    fitCase(
      lessons,
      features,
      { predictions: predictions!, images: images!, ...START, spatial, weights: {} },
      rounds,
      progress,
    ),
  );
  return { features, cases };
}

/** How much is spent on a fit. */
export interface FitOptions {
  /** Called after each round. */
  readonly progress?: () => void;
  /** Of expectation–maximisation for each case. */
  readonly rounds?: number;
  /** On so many worlds spatial correlations are compared. */
  readonly spatialWorlds?: number;
}

/** Number of rounds that {@link fitLogitPrior} makes. */
export const FIT_ROUNDS = 5 * ROUNDS;

function lessonOf({ tree, ...truth }: WorldData, plan: SessionPlan, random: KeyedRandom): Lesson {
  const spent = new Set(truth.spent);
  const leaves = Array.from({ length: tree.size - tree.firstLeaf }, (_, i) => tree.firstLeaf + i).filter(
    (leaf) => !spent.has(leaf),
  );
  const place = leaves.map((leaf) => random.uniform(leaf, RandomKind.Policy));
  const order = leaves.map((_, i) => i).sort((a, b) => place[a]! - place[b]!);
  const good = new Uint8Array(tree.size);
  const { objective }: { objective: Objective } = plan;
  const reader = new OutcomeReader();
  for (const leaf of leaves) good[leaf] = objective.isGood(reader.read({ tree, ...truth }, leaf)) ? 1 : 0;
  return { session: new Session(tree, plan), leaves: Int32Array.from(order, (i) => leaves[i]!), good };
}

/** Centre and scale of each feature over all worlds, and its square where a middle value may be best. */
function describeFeatures(trees: readonly TargetTree[]): LogitFeature[] {
  const { shape } = trees[0]!;
  return shape.features.levels.flatMap((ofLevel, level) =>
    ofLevel.flatMap(({ name }, index) => {
      const logarithm = LOGARITHMIC.includes(name);
      const values = trees.flatMap((tree) => {
        const rows = Array.from(
          { length: tree.levelStart[level + 1]! - tree.levelStart[level]! },
          (_, i) => tree.levelStart[level]! + i,
        );
        return rows
          .map((row) => tree.feature(row, index))
          .filter((value) => !Number.isNaN(value))
          .map((value) => transformed({ logarithm }, value));
      });
      if (values.length === 0) return [];
      const of = {
        name,
        level: shape.levels[level]!,
        logarithm,
        center: round(meanOf(values)),
        scale: round(standardDeviation(values) || 1),
      };
      return [{ ...of, square: false }, ...(BEST_WITHIN.includes(name) ? [{ ...of, square: true }] : [])];
    }),
  );
}

/** The features that a case knows. */
function featuresOf(features: readonly LogitFeature[], { predictions, images }: LogitCase): LogitFeature[] {
  return features.filter(({ name }) => (name === PREDICTED_CTF_RESOLUTION.name ? predictions : images));
}

function fitCase(
  lessons: readonly Lesson[],
  features: readonly LogitFeature[],
  start: LogitCase,
  rounds: number,
  progress: () => void,
): LogitCase {
  const used = featuresOf(features, start);
  const weights = Object.fromEntries(
    used.map((feature) => [weightName(feature), { mean: 0, variance: 0.5, gridVariance: 0.02 }]),
  );
  let fitted: LogitCase = { ...start, weights };
  for (let round = 0; round < rounds; round++) {
    const moments = new Moments(used.map(weightName));
    for (const lesson of lessons) {
      const belief = learn(lesson, used, fitted);
      moments.add(belief, lesson.session.tree, fitted);
    }
    fitted = moments.maximised(fitted);
    progress();
  }
  const typicalOffsets = typicalGroups(lessons.flatMap((lesson) => offsetsByGroup(lesson, used, fitted)));
  const squares = lessons.flatMap((lesson) => offsetsOfSquares(lesson, used, fitted));
  const typicalSquares = [...addShareMeans(Float64Array.from(squares), new Float64Array(SQUARE_KINDS))].map(round);
  return { ...rounded(fitted), typicalSquares, typicalOffsets };
}

function learn(
  { session, leaves, good }: Lesson,
  features: readonly LogitFeature[],
  of: LogitCase,
): HierarchicalBelief {
  const belief = new HierarchicalBelief(session, features, of, of.predictions, true);
  for (let i = 0; i < leaves.length; i++) belief.observe(leaves[i]!, good[leaves[i]!] === 1);
  return belief;
}

function bestSpatial(
  lessons: readonly Lesson[],
  features: readonly LogitFeature[],
  of: LogitCase,
): LogitCase["spatial"] {
  const used = featuresOf(features, of);
  let best = of.spatial;
  let least = Number.POSITIVE_INFINITY;
  for (const share of SPATIAL_SHARES) {
    for (const lengthMicrometers of share === 0 ? SPATIAL_LENGTHS.slice(0, 1) : SPATIAL_LENGTHS) {
      const spatial = { share, lengthMicrometers };
      const surprise = lessons.reduce((sum, lesson) => sum + learn(lesson, used, { ...of, spatial }).surprise, 0);
      if (!(surprise < least)) continue;
      least = surprise;
      best = spatial;
    }
  }
  return best;
}

/** What their own features say of squares. */
function offsetsOfSquares({ session: { tree } }: Lesson, features: readonly LogitFeature[], of: LogitCase): number[] {
  const squareLevel = groupLevelOf(tree.shape) - 1;
  const own = features.filter(({ level }) => tree.shape.levels.indexOf(level) === squareLevel);
  return Array.from({ length: tree.levelStart[squareLevel + 1]! - tree.levelStart[squareLevel]! }, (_, i) =>
    own.reduce((sum, feature) => {
      const value = tree.feature(tree.levelStart[squareLevel]! + i, tree.featureIndex(squareLevel, feature.name));
      return sum + of.weights[weightName(feature)]!.mean * columnValue(feature, value);
    }, 0),
  );
}

/** What the features say of the leaves of each group. */
function offsetsByGroup(
  { session: { tree } }: Lesson,
  features: readonly LogitFeature[],
  of: LogitCase,
): Float64Array[] {
  const squareLevel = groupLevelOf(tree.shape) - 1;
  const offsets = new Float64Array(tree.size);
  for (const feature of features) {
    const level = tree.shape.levels.indexOf(feature.level);
    if (level <= squareLevel) continue;
    const index = tree.featureIndex(level, feature.name);
    const weight = of.weights[weightName(feature)]!.mean;
    for (let leaf = tree.firstLeaf; leaf < tree.size; leaf++) {
      offsets[leaf]! += weight * columnValue(feature, tree.feature(tree.ancestor(leaf, level), index));
    }
  }
  return byGroup(tree, offsets);
}

function rounded(of: LogitCase): LogitCase {
  return {
    ...of,
    intercept: { mean: round(of.intercept.mean), variance: round(of.intercept.variance) },
    weights: Object.fromEntries(
      Object.entries(of.weights).map(([name, { mean, variance, gridVariance }]) => [
        name,
        { mean: round(mean), variance: round(variance), gridVariance: round(gridVariance) },
      ]),
    ),
    grid: round(of.grid),
    square: round(of.square),
    group: round(of.group),
  };
}
