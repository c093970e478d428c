import assert from "node:assert/strict";
import { ThreadLane } from "../../../../agent/learn/train/thread-lane.js";
import { UserError } from "../../../../env/errors.js";

const errors = new URL("../../../../env/errors.js", import.meta.url);

/** A thread that does what a script says. */
function laneOf(script: string): ThreadLane {
  return new ThreadLane(new URL(`data:text/javascript,${encodeURIComponent(script)}`), { errors: errors.href });
}

const listens = 'import { parentPort, workerData } from "node:worker_threads";\n';

describe("a lane in a thread of its own", () => {
  it("answers one question after the other", async () => {
    const lane = laneOf(`${listens}parentPort.on("message", ({ kind }) => parentPort.postMessage(kind));`);
    assert.equal(await lane.state(), "state");
    assert.equal(await lane.restore({ iteration: 0, actor: { round: 0, places: [] }, bonuses: {} }), "restore");
    await lane.end();
  });

  it("fails with what its thread has thrown, then and ever after, an error of the user's as such", async () => {
    const lane = laneOf(
      `${listens}const { UserError } = await import(workerData.errors);\nparentPort.on("message", () => { throw new UserError("a smaller one"); });`,
    );
    const expected = (error: Error) => error instanceof UserError && error.message === "a smaller one";
    await assert.rejects(lane.state(), expected);
    await assert.rejects(lane.state(), expected);
    await lane.end();
  });

  it("fails where its thread ends", async () => {
    const lane = laneOf(`${listens}parentPort.on("message", () => process.exit(3));`);
    await assert.rejects(lane.state(), /a training thread ended with code 3/);
    await assert.rejects(lane.state(), /a training thread ended with code 3/);
  });
});
