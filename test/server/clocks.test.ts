import assert from "node:assert/strict";
import { inputOf } from "../../server/collection/session/journal-codec.js";
import { readLedger } from "../../server/microscope/ledger.js";
import { startTestServer } from "../support/server-in-process.js";
import { HOLES, NetworkSession, SESSION } from "../support/server-network-session.js";
import { serverOptions } from "../support/server-options.js";
import { ScriptedDriver } from "../support/server-scripted-driver.js";
import { until } from "../support/server-wait.js";

const HOUR_MILLISECONDS = 3_600_000;
const REAL_TIME = 1;

/** What came of a session. */
interface Story {
  readonly targets: readonly string[];
  readonly commands: readonly string[];
  readonly alarms: readonly string[];
  /** Greatest difference of two entries of the journal that follow each other, seconds, and least. */
  readonly steps: readonly [number, number];
  readonly skewed: boolean;
}

/** Runs a session in which both sides' clocks are set while the driver is cut off in the middle of an exposure. */
async function runSession(serverHours: number, driverHours: number): Promise<Story> {
  const session = await NetworkSession.start({}, REAL_TIME);
  const { network, time, driverTime } = session;
  try {
    session.heard = async (command, times) => {
      if (command !== "expose" || times !== 3) return;
      const { epoch } = session.collected!.core;
      network.swallow();
      await until("the server to notice", () => session.collected?.isConnected === false);
      time.setMilliseconds = serverHours * HOUR_MILLISECONDS;
      driverTime.setMilliseconds = driverHours * HOUR_MILLISECONDS;
      session.collected!.tick();
      network.pass();
      await until("another connection", () => (session.collected?.core.epoch ?? 0) > epoch);
    };
    const leaves = { blankAfterSeconds: 600, safeAfterSeconds: 3000 };
    assert.equal(await session.drive({ ...leaves, heartbeatSeconds: 0.02 }), "finished");
    await session.assertWhole();
    const { journal } = session.server.running.store.options;
    const entries = [...journal.entries(SESSION)];
    const numbers = entries.flatMap((entry) => {
      const input = inputOf(entry);
      return input.kind === "driver" ? [input.request.seq] : [];
    });
    assert.deepEqual(
      numbers,
      numbers.map((_, i) => i + 1),
      "the journal has what the driver said in its order",
    );
    const at = entries.map(({ recordedAtMilliseconds }) => recordedAtMilliseconds);
    const steps = at.slice(1).map((milliseconds, i) => (milliseconds - at[i]!) / 1000);
    const { events } = session.collected!.core;
    return {
      targets: readLedger(session.microscope.folder).map(({ target }) => target),
      commands: session.commands().filter((command) => command !== "optics"),
      alarms: session.alarms(),
      steps: [Math.max(...steps), Math.min(...steps)],
      skewed: events.all().some((event) => event.kind === "alert" && event.code === "clock_skew"),
    };
  } finally {
    session.close();
  }
}

describe("a clock that is set by an hour", function () {
  this.timeout(30_000);
  let usual: Story;

  before(async () => {
    usual = await runSession(0, 0);
    assert.equal(usual.targets.length, HOLES);
    assert.deepEqual(usual.alarms, []);
    assert.ok(!usual.skewed);
  });

  const cases = [
    { what: "the server's, forward", server: 1, driver: 0 },
    { what: "the server's, back", server: -1, driver: 0 },
    { what: "the driver's, forward", server: 0, driver: 1 },
    { what: "the driver's, back", server: 0, driver: -1 },
  ];
  for (const { what, server, driver } of cases) {
    it(`changes nothing in a running session but what is said of clocks (${what})`, async () => {
      const { targets, commands, alarms, steps, skewed } = await runSession(server, driver);
      assert.deepEqual({ targets, commands, alarms }, { targets: usual.targets, commands: usual.commands, alarms: [] });
      assert.ok(skewed, "that the clocks differ is told");
      const [greatest, least] = steps;
      assert.ok(server > 0 ? greatest > 3500 : greatest < 100, `${greatest} s forward`);
      assert.ok(server < 0 ? least < -3500 : least > -100, `${least} s back`);
    });
  }

  it("has the grids confirmed if it was set back while the server was away", async () => {
    const { data } = serverOptions();
    let milliseconds = 1_700_000_000_000;
    const now = () => milliseconds;
    const first = await startTestServer({ data }, { now, monotonic: now });
    await new ScriptedDriver(first.collection, SESSION).begin();
    await first.close();
    milliseconds -= HOUR_MILLISECONDS;
    const second = await startTestServer({ data }, { now, monotonic: now });
    try {
      const { core } = second.running.store.loaded(SESSION)!;
      const texts = core.events.all().flatMap((event) => (event.kind === "alert" ? [event.text] : []));
      assert.equal(texts.length, 1);
      assert.match(texts[0]!, /away for nobody knows how long/);
      milliseconds += 400_000;
      second.running.store.loaded(SESSION)!.tick();
      assert.ok(core.safety.state.guards.open.some(({ code }) => code === "driver_disconnected"));
    } finally {
      await second.close();
    }
  });
});
