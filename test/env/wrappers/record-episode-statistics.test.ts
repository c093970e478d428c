import assert from "node:assert/strict";
import { RecordEpisodeStatistics } from "../../../env/wrappers/record-episode-statistics.js";
import { ToyEnv } from "../../support/toy-env.js";

describe("RecordEpisodeStatistics", () => {
  it("tells return, length and duration at the end and not before", () => {
    for (const ends of ["terminated", "truncated"] as const) {
      const env = new RecordEpisodeStatistics(new ToyEnv(3, ends));
      env.reset();
      env.step(4);
      env.reset();
      assert.equal(env.step(1).info.episode, undefined);
      env.step(2);
      const { info } = env.step(4);
      assert.deepEqual(info, { durationSeconds: 40, episode: { return: 7, length: 3, durationSeconds: 70 } });
    }
  });

  it("keeps the last episodes", () => {
    const env = new RecordEpisodeStatistics(new ToyEnv(1), { keep: 2 });
    for (const action of [1, 2, 3]) {
      env.reset();
      env.step(action);
    }
    assert.deepEqual(
      env.recent.map((episode) => episode.return),
      [2, 3],
    );
    assert.throws(
      () => new RecordEpisodeStatistics(new ToyEnv(), { keep: 0 }),
      /'keep' of RecordEpisodeStatistics is 0/,
    );
  });
});
