import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import pino from "pino";
import { Gate } from "../../../server/access/gate.js";
import { OpenCount } from "../../../server/access/open-count.js";
import { RateLimit } from "../../../server/access/rate-limit.js";
import { serverOptionsOf } from "../../../server/config/server-options.js";
import { AnyClient, methodNamed, places, roomy, trivialServer } from "./support/trivial-server.js";

describe("RateLimit", () => {
  it("gives one minute's worth at once, then as it fills, to each caller apart", () => {
    let now = 0;
    const limit = new RateLimit(60, () => now);
    for (let i = 0; i < 60; i++) assert.equal(limit.take("a"), 0);
    assert.equal(limit.take("a"), 1000);
    assert.equal(limit.take("b"), 0);
    now = 999;
    assert.ok(limit.take("a") > 0);
    now = 1000;
    assert.equal(limit.take("a"), 0);
    assert.ok(limit.take("a") > 0);
    now = 10_000_000;
    for (let i = 0; i < 60; i++) assert.equal(limit.take("a"), 0);
    assert.ok(limit.take("a") > 0);
  });
});

describe("OpenCount", () => {
  it("counts each name apart and takes a close once", () => {
    const count = new OpenCount(2);
    const first = count.open("a")!;
    count.open("a");
    assert.equal(count.open("a"), undefined);
    assert.ok(count.open("b"));
    first();
    first();
    assert.equal(count.count("a"), 1);
    assert.ok(count.open("a"));
    assert.equal(count.open("a"), undefined);
  });
});

describe("limits of a server", () => {
  const use = async (
    given: Parameters<typeof trivialServer>[0],
    task: (client: AnyClient, server: Awaited<ReturnType<typeof trivialServer>>) => Promise<void>,
  ) => {
    const server = await trivialServer(given);
    const client = new AnyClient(server.address);
    try {
      await task(client, server);
    } finally {
      client.close();
      server.close();
    }
  };
  const get = methodNamed("GetSession");
  const watch = methodNamed("WatchSession");
  const drive = methodNamed("Drive");

  it("refuses more requests than a minute has, and says when to come back", async () => {
    const limits = { ...roomy, requests_per_minute: 5 };
    const gate = new Gate({ known: {}, limits, places, log: silent(), monotonicMilliseconds: () => 0 });
    await use({ gate }, async (client, { metrics }) => {
      for (let i = 0; i < 5; i++) assert.equal((await client.call(get, {})).code, status.OK);
      const { code, reason, details } = await client.call(get, {});
      assert.deepEqual([code, reason], [status.RESOURCE_EXHAUSTED, "TOO_MANY_REQUESTS"]);
      assert.match(details, /try again in 12000 ms/);
      assert.match(await metrics.text(), /cryogym_calls_total\{[^}]*GetSession",code="RESOURCE_EXHAUSTED"\} 1/);
    });
  });

  it("counts refused credentials against their host", async () => {
    const limits = { ...roomy, requests_per_minute: 3 };
    const gate = new Gate({ known: { tokens: [] }, limits, places, log: silent(), monotonicMilliseconds: () => 0 });
    await use({ gate }, async (client) => {
      for (let i = 0; i < 3; i++) assert.equal((await client.call(get, {}, "Bearer x")).code, status.UNAUTHENTICATED);
      assert.equal((await client.call(get, {}, "Bearer x")).code, status.RESOURCE_EXHAUSTED);
    });
  });

  it("refuses one stream too many, and takes another when one has gone", async () => {
    await use({ limits: { ...roomy, streams_per_client: 2 } }, async (client, { gate }) => {
      const [first, second] = [client.open(drive), client.open(drive)];
      await Promise.all([first, second].map(({ stream }) => new Promise((resolve) => stream.once("data", resolve))));
      const { code, reason } = await client.call(drive, {});
      assert.deepEqual([code, reason], [status.RESOURCE_EXHAUSTED, "TOO_MANY_STREAMS"]);
      first.stream.cancel();
      await first.ended;
      await until(() => gate.openStreams("anyone") === 1);
      assert.equal((await client.call(drive, {})).code, status.OK);
      second.stream.cancel();
      await second.ended;
    });
  });

  it("refuses one watcher too many", async () => {
    await use({ limits: { ...roomy, watchers: 1 }, lingering: true }, async (client, { gate }) => {
      const watcher = client.openReadable(watch);
      await new Promise((resolve) => watcher.stream.once("data", resolve));
      assert.equal((await client.call(watch, {})).reason, "TOO_MANY_WATCHERS");
      assert.equal((await client.call(drive, {})).code, status.OK);
      watcher.stream.cancel();
      await watcher.ended;
      await until(() => gate.openStreams("anyone") === 0);
      const next = client.openReadable(watch);
      await new Promise((resolve, reject) => next.stream.once("data", resolve).once("error", reject));
      next.stream.cancel();
    });
  });

  it("ends a call whose first message does not come", async () => {
    await use({ interceptor: { firstMessageWithinSeconds: 0.05 } }, async (client) => {
      const { ended } = client.open(drive);
      const error = await ended;
      assert.equal(error.code, status.DEADLINE_EXCEEDED);
      assert.match(error.details, /nothing was sent for 0.05 s/);
    });
  });

  it("leaves a stream alone whose later messages are slow", async () => {
    await use({ interceptor: { firstMessageWithinSeconds: 0.05 } }, async (client) => {
      const { stream, ended } = client.open(drive);
      stream.write(drive.requestDeserialize(Buffer.alloc(0)) as never);
      const outcome = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 150, "open"))]);
      assert.equal(outcome, "open");
      stream.cancel();
      await ended;
    });
  });

  it("refuses a message above the limit and takes one below", async () => {
    const server = serverOptionsOf({
      limits: { ...roomy, message_mebibytes: 0.01, sessions: 1 },
      keepalive: { time_seconds: 30, timeout_seconds: 10 },
    });
    await use({ server }, async (client) => {
      const halt = methodNamed("HaltSession");
      assert.equal((await client.call(halt, { reason: "x".repeat(9_000) })).code, status.OK);
      assert.equal((await client.call(halt, { reason: "x".repeat(12_000) })).code, status.RESOURCE_EXHAUSTED);
    });
  });
});

function silent() {
  return pino({ level: "silent" });
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(holds());
}
