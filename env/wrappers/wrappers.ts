import type { CollectionObservation } from "../collection/collection-observation.js";
import type { Env } from "../core/env.js";
import { Registry, type RegistryEntry } from "../registry.js";
import { CostToReach } from "./cost-to-reach.js";
import { FlattenObservation } from "./flatten-observation.js";
import { NormalizeObservation, type NormalizeObservationOptions } from "./normalize-observation.js";
import { NormalizeReward, type NormalizeRewardOptions } from "./normalize-reward.js";
import { OrderEnforcing } from "./order-enforcing.js";
import { RecordEpisodeStatistics, type RecordEpisodeStatisticsOptions } from "./record-episode-statistics.js";
import { RecordHistory, type RecordHistoryOptions } from "./record-history.js";
import { TimeLimit, type TimeLimitOptions } from "./time-limit.js";
import { TopK, type TopKOptions } from "./top-k.js";

/** A wrapper by the name that an environment's spec gives. */
export interface WrapperEntry extends RegistryEntry {
  /**
   * @param options as the spec has them
   * @throws RangeError if they are wrong
   */
  wrap(env: Env<unknown, unknown, object>, options: unknown): Env<unknown, unknown, object>;
}

/** All wrappers that {@link makeFromSpec} knows; register your own to have them made again. */
export const wrappers = new Registry<WrapperEntry>("wrapper");

const own: readonly WrapperEntry[] = [
  {
    name: "TimeLimit",
    summary: "truncates an episode after a number of steps",
    wrap: (env, options) => new TimeLimit(env, options as TimeLimitOptions),
  },
  {
    name: "OrderEnforcing",
    summary: "refuses step before reset and after the end",
    wrap: (env) => new OrderEnforcing(env),
  },
  {
    name: "TopK",
    summary: "a fixed number of a collection's candidates, chosen by a key",
    wrap: (env, options) => new TopK(env as Env<CollectionObservation, number, object>, options as TopKOptions),
  },
  {
    name: "CostToReach",
    summary: "adds what the way to each candidate or hole is expected to take",
    wrap: (env) => new CostToReach(env as Env<CollectionObservation, number, object>),
  },
  {
    name: "FlattenObservation",
    summary: "observations as one array of numbers",
    wrap: (env) => new FlattenObservation(env),
  },
  {
    name: "NormalizeObservation",
    summary: "shifts and scales observations by running mean and variance",
    wrap: (env, options) => new NormalizeObservation(env, options as NormalizeObservationOptions<unknown>),
  },
  {
    name: "NormalizeReward",
    summary: "scales rewards by the running deviation of the discounted return",
    wrap: (env, options) => new NormalizeReward(env, options as NormalizeRewardOptions),
  },
  {
    name: "RecordEpisodeStatistics",
    summary: "return, length and duration in the last step's info",
    wrap: (env, options) => new RecordEpisodeStatistics(env, options as RecordEpisodeStatisticsOptions),
  },
  {
    name: "RecordHistory",
    summary: "keeps actions, rewards and infos of an episode",
    wrap: (env, options) => new RecordHistory(env, options as RecordHistoryOptions),
  },
];
for (const entry of own) wrappers.register(entry);
