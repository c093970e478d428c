/** A stage of a search: so many settings are still in it, and each has been run for so many episodes at its end. */
export interface Rung {
  readonly settings: number;
  readonly episodes: number;
}

/** Of a rung's settings, one in so many goes on to the next; Jamieson & Talwalkar's η. */
const HALVING = 3;

/** Fewer episodes tell nothing of a setting. */
const LEAST_EPISODES = 6;

/** Ways to spend episodes on settings, the default aside, which is always run. */
export const searches = {
  /** Each setting is run for all episodes. */
  grid: (settings: number, episodes: number): Rung[] => [{ settings, episodes }],
  /**
   * All settings are run for a few episodes, the best third of them for three times as many, and so on until the last
   * three or fewer are run for all episodes (Jamieson & Talwalkar 2016, AISTATS, with η = 3).
   */
  "successive-halving": (settings: number, episodes: number): Rung[] => {
    const rungs: Rung[] = [];
    for (let left = settings; ; left = Math.ceil(left / HALVING)) {
      rungs.push({ settings: left, episodes });
      if (left <= HALVING) break;
    }
    return rungs.map((rung, i) => ({
      ...rung,
      episodes: Math.min(episodes, Math.max(LEAST_EPISODES, Math.ceil(episodes / HALVING ** (rungs.length - 1 - i)))),
    }));
  },
} as const;

export type SearchName = keyof typeof searches;
