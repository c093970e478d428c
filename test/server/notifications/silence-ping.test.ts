import assert from "node:assert/strict";
import { SilencePing } from "../../../server/notifications/silence-ping.js";
import { ManualTimers } from "./manual-timers.js";
import { until, WebhookServer } from "./webhook-server.js";

/** A ping on a clock of the test's own, and when it pinged. */
function pinging(options: { beatWithinSeconds?: number; fails?: boolean } = {}) {
  const { fails = false, ...others } = options;
  const timers = new ManualTimers(0);
  const pings: number[] = [];
  const fetched: typeof fetch = async () => {
    pings.push(timers.nowSeconds());
    if (fails) throw new Error("no network");
    return new Response("ok");
  };
  const ping = new SilencePing({ url: "http://monitor.test/", timers, fetch: fetched, ...others });
  return { ping, timers, pings };
}

describe("SilencePing", () => {
  it("pings at once and every minute, until it is stopped", async () => {
    const { ping, timers, pings } = pinging();
    ping.start();
    ping.start();
    await timers.pass(185);
    assert.deepEqual(pings, [0, 60, 120, 180]);
    ping.stop();
    await timers.pass(600);
    assert.equal(pings.length, 4);
    assert.equal(timers.waiting, 0);
  });

  it("stays silent while the work hangs, and pings again when it goes on", async () => {
    const { ping, timers, pings } = pinging({ beatWithinSeconds: 90 });
    ping.start();
    await timers.pass(30);
    ping.beat();
    await timers.pass(270);
    assert.deepEqual(pings, [0, 60, 120]);
    ping.beat();
    await timers.pass(60);
    assert.deepEqual(pings, [0, 60, 120, 360], "the one at 300 s was due before the beat");
  });

  it("goes on when the monitor can't be reached", async () => {
    const { ping, timers, pings } = pinging({ fails: true });
    ping.start();
    await timers.pass(120);
    assert.equal(pings.length, 3);
  });

  it("asks the address with GET", async () => {
    const monitor = new WebhookServer();
    const ping = new SilencePing({ url: await monitor.start(), everySeconds: 0.05 });
    ping.start();
    await until(() => monitor.requests.length >= 2);
    ping.stop();
    assert.deepEqual([monitor.requests[0]!.method, monitor.requests[0]!.url], ["GET", "/hook"]);
    await monitor.stop();
  });
});
