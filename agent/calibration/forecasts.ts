import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import type { Session } from "../../env/session/session.js";
import type { SessionListener } from "../../env/session/session-listener.js";
import { type EpisodeTask, episodeOf, episodeRandom } from "../../env/world/start.js";
import type { Belief, BeliefEntry } from "../belief/belief.js";
import type { Prior } from "../belief/prior.js";
import { runEpisode } from "../evaluate/run-episode.js";
import type { Policy } from "../policy.js";

/** What one belief said of each exposure, with nothing known but the results that were in when it was made. */
export interface BeliefForecasts {
  readonly belief: string;
  /** Chance to be good. [forecasts] */
  readonly chance: Float64Array;
  /** Chance before any result, features known. [forecasts] */
  readonly prior: Float64Array;
}

/** Forecasts of exposures whose results came, episode after episode, in the order of the results. */
export interface Forecasts {
  readonly scenario: string;
  readonly policy: string;
  readonly episodes: number;
  /** Whether each episode has a world of its own; if not, episodes share holes and their outcomes. */
  readonly worldsVary: boolean;
  /** [forecasts], as the next four */
  readonly episode: Int32Array;
  /** Row of what was exposed in the world's tree. */
  readonly leaf: Int32Array;
  readonly good: Uint8Array;
  /** Results that were in when the exposure was made. */
  readonly resultsBefore: Int32Array;
  /** (good + 1) / (results + 2) of those: what a forecaster says that tells no holes apart (Laplace's rule). */
  readonly runningMean: Float64Array;
  readonly beliefs: readonly BeliefForecasts[];
}

export interface ForecastOptions {
  readonly scenario: EpisodeTask & { readonly name: string };
  readonly policy: { readonly name: string; create(): Policy };
  readonly beliefs: readonly BeliefEntry[];
  readonly prior: Prior;
  readonly episodes: number;
  readonly seed: number;
  readonly onEpisode?: () => void;
}

/** One exposure, as it was made. */
interface Forecast {
  readonly leaf: number;
  readonly resultsBefore: number;
  readonly runningMean: number;
  readonly chance: readonly number[];
  readonly prior: readonly number[];
}

/**
 * Lets a policy run episodes while beliefs listen, and takes down what each says of an exposure before its result
 * (prequential: predict, then see; Dawid 1984). The policy decides by what it believes itself, so all beliefs forecast the
 * same exposures. A result that never comes is no forecast's.
 *
 * @example collectForecasts({ scenario: { ...scenario, source }, policy: policies.get("index"), beliefs: beliefs.entries(),
 *   prior: loadPrior("generated"), episodes: 50, seed: 1 })
 */
export function collectForecasts(options: ForecastOptions): Forecasts {
  const { scenario, policy, beliefs, prior, episodes } = options;
  const made: { readonly forecast: Forecast; readonly good: boolean; readonly episode: number }[] = [];
  for (let episode = 0; episode < episodes; episode++) {
    const random = episodeRandom(new KeyedRandom(options.seed), episode);
    const { world, start } = episodeOf(scenario, random);
    const forecaster = new Forecaster(beliefs, prior, (forecast, good) => made.push({ forecast, good, episode }));
    runEpisode(world, policy.create(), {
      start,
      random: random.stream(0, RandomKind.Policy),
      begun: (session) => forecaster.begin(session),
    });
    options.onEpisode?.();
  }
  const of = (value: (forecast: Forecast) => number) => made.map(({ forecast }) => value(forecast));
  return {
    scenario: scenario.name,
    policy: policy.name,
    episodes,
    worldsVary: scenario.source.varies,
    episode: Int32Array.from(made, ({ episode }) => episode),
    leaf: Int32Array.from(of(({ leaf }) => leaf)),
    good: Uint8Array.from(made, ({ good }) => (good ? 1 : 0)),
    resultsBefore: Int32Array.from(of(({ resultsBefore }) => resultsBefore)),
    runningMean: Float64Array.from(of(({ runningMean }) => runningMean)),
    beliefs: beliefs.map(({ name }, b) => ({
      belief: name,
      chance: Float64Array.from(of(({ chance }) => chance[b]!)),
      prior: Float64Array.from(of((forecast) => forecast.prior[b]!)),
    })),
  };
}

/** Keeps beliefs current with a session, and remembers what they said of an exposure until its result comes. */
class Forecaster implements SessionListener {
  #beliefs: readonly Belief[] = [];
  readonly #pending = new Map<number, Forecast>();

  constructor(
    readonly entries: readonly BeliefEntry[],
    readonly priorFile: Prior,
    readonly made: (forecast: Forecast, good: boolean) => void,
  ) {}

  begin(session: Session): void {
    this.surveyed(session);
    session.listen(this);
  }

  surveyed(session: Session): void {
    this.#beliefs = this.entries.map((entry) => entry.create(session, this.priorFile));
  }

  exposed(session: Session, leaf: number): void {
    for (const belief of this.#beliefs) belief.update();
    const results = session.resultCount[0]!;
    this.#pending.set(leaf, {
      leaf,
      resultsBefore: results,
      runningMean: (session.goodCount[0]! + 1) / (results + 2),
      chance: this.#beliefs.map(({ probability }) => probability[leaf]!),
      prior: this.#beliefs.map(({ prior }) => prior[leaf]!),
    });
  }

  resulted(session: Session, leaf: number): void {
    const good = session.good[leaf] === 1;
    for (const belief of this.#beliefs) belief.observe(leaf, good);
    const forecast = this.#pending.get(leaf);
    if (forecast !== undefined) this.made(forecast, good);
    this.#pending.delete(leaf);
  }
}
