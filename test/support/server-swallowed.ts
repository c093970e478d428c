import assert from "node:assert/strict";
import { defaultSafety } from "../../server/collection/core/session-safety.js";
import type { DriveSessionOptions } from "../../server/drivers/drive-session.js";
import { guardsSchema } from "../../server/safety/guards/index.js";
import { HOLES, NetworkSession, NOTICED_SECONDS } from "./server-network-session.js";
import { serverOptions } from "./server-options.js";

const BLANK_SECONDS = 30;
const SAFE_SECONDS = 60;
/** A bit longer than it takes to notice and to leave the microscope safe. */
const LEAST_SECONDS = NOTICED_SECONDS + SAFE_SECONDS + 120;

/** When the network begins to swallow, and what. */
export interface SwallowedCase {
  readonly when: "move" | "expose";
  readonly lost: readonly ("toTarget" | "fromTarget")[];
  readonly transport: DriveSessionOptions["transport"] & {};
}

/** To be called in a test's file: whole sessions over a network that swallows for a while, minutes at least. */
export function describeSwallowed(cases: readonly SwallowedCase[], minutes = 0): void {
  describe("a network that swallows everything, without a word", function () {
    this.timeout(30_000);
    let session: NetworkSession;

    beforeEach(async () => {
      const thresholds = guardsSchema.parse({ driver_disconnected_seconds: 60, scope_reply_age_seconds: 1e6 });
      const { instruments } = serverOptions({ safety: { ...defaultSafety, thresholds } });
      session = await NetworkSession.start({ instruments });
    });

    afterEach(() => session.close());

    for (const { when, lost, transport } of cases) {
      const where = lost.length === 2 ? "either way" : lost[0] === "toTarget" ? "to the server" : "from the server";
      const what = when === "move" ? "a move" : "an exposure";
      it(`is noticed in the middle of ${what}, and nothing is lost or doubled (${where}, ${transport})`, async () => {
        const { network, driverTime } = session;
        let [before, commands] = [0, 0];
        const swallowed = new Promise<void>((resolve) => {
          session.heard = async (command, times) => {
            if (command !== when || times !== 2) return;
            before = network.connections;
            commands = session.commands().length;
            network.swallow(lost);
            resolve();
          };
        });
        const driven = session.drive({ transport, blankAfterSeconds: BLANK_SECONDS, safeAfterSeconds: SAFE_SECONDS });
        await swallowed;
        await driverTime.pass(Math.max(LEAST_SECONDS, 60 * minutes));
        assert.ok(network.connections > before, "the driver tries again");
        const meanwhile = session.commands().slice(commands);
        assert.equal(meanwhile.filter((command) => command === "blank").length, 1);
        assert.equal(meanwhile.filter((command) => command === "safe-state").length, 1);
        assert.ok(meanwhile.indexOf("blank") < meanwhile.indexOf("safe-state"));
        assert.equal(meanwhile.at(-1), "safe-state", "nothing is asked of it any more");
        assert.ok(session.commands().filter((command) => command === "expose").length < HOLES);
        network.pass();
        assert.equal(await driven, "finished");
        await session.assertWhole();
        assert.ok(
          session
            .commands()
            .slice(commands + meanwhile.length)
            .includes("make-ready"),
        );
        assert.ok(session.collected!.core.epoch >= 2);
        assert.deepEqual(session.alarms(), ["+driver_disconnected", "-driver_disconnected"]);
      });
    }
  });
}
