import assert from "node:assert/strict";
import { UserError } from "../../../env/errors.js";
import { fault } from "../../support/faulty-policy.js";
import { goalsHere, HostedPlay, startHost } from "../../support/hosted-play.js";

describe("PolicyHost.swap", () => {
  it("refuses a policy that loops for ever when it takes over, and keeps the old one", async () => {
    const host = startHost({ rebuildMilliseconds: 5000 });
    try {
      const play = await HostedPlay.open(host, "loops", "random");
      await play.decide(2);
      await assert.rejects(host.swap("loops", `faulty:how=${fault.loopsInReset}`), UserError);
      await play.decide(2);
      assert.deepEqual(play.goals, goalsHere("random", 4));
      assert.ok(play.records.every(({ fallback }) => fallback === undefined));
    } finally {
      await host.shutdown();
    }
  });
});
