import assert from "node:assert/strict";
import { RandomStream } from "../../env/random/random-stream.js";
import { runCrashSession } from "../crash/crash-session.js";
import { temporaryFolder } from "../support/server-microscope.js";

const KILLS = 20;

describe("a session whose server and driver are killed over and over again", function () {
  this.timeout(180_000);

  it("exposes no shot twice, loses none, and ends by itself", async () => {
    const temporary = temporaryFolder();
    const options = { folder: temporary.path, kills: KILLS, seed: 1, random: new RandomStream(1) };
    const { faults, kills, exposures } = await runCrashSession(options);
    assert.deepEqual(faults, []);
    assert.equal(kills, KILLS);
    assert.ok(exposures > 100, `${exposures} exposures`);
    temporary.remove();
  });
});
