import assert from "node:assert/strict";
import { connect } from "node:net";
import { call, gone, secrets, seen, tokens, until, withGateway } from "./support/gateway-server.js";

describe("the gateway's streams", () => {
  it("sends events with their numbers, and goes on after the last one seen", async () => {
    await withGateway({ tokens }, async ({ address }) => {
      const token = secrets.get("viewer")!;
      const watch = (query: string, headers = {}) =>
        call(address, "GET", `/v1/SessionService/WatchSession?${query}`, { token, headers });
      const all = await watch("session_key=at-a");
      assert.equal(all.headers["content-type"], "text/event-stream");
      assert.deepEqual(
        [...all.body.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id),
        ["0", "1", "2"],
      );
      assert.match(all.body, /^data: \{"index":"1","atSeconds":0,"targetId":"h1","spent":\{\}\}$/m);
      assert.match(all.body, /event: end\n/);
      const rest = await watch("session_key=at-a&from_index=0", { "last-event-id": "1" });
      assert.deepEqual(
        [...rest.body.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id),
        ["2"],
      );
      assert.match((await watch("session_key=none")).body, /event: error\ndata: \{"code":5,"status":"NOT_FOUND"/);
      assert.equal((await watch("session=at-a")).code, 400);
    });
  });

  it("lets a quiet stream be heard, and its source know that the watcher has gone", async () => {
    await withGateway({ tokens, heartbeatMilliseconds: 20 }, async ({ address, access }) => {
      gone.length = 0;
      const token = secrets.get("viewer")!;
      const path = "/v1/SessionService/WatchSession?session_key=endless";
      await call(address, "GET", path, { token, until: /: alive\s+: alive/ });
      await until(() => gone.includes("watch") && access.gate.openStreams("viewer") === 0);
    });
  });

  it("tells a waiting exchange that its driver has gone", async () => {
    await withGateway({ tokens }, async ({ address }) => {
      gone.length = 0;
      const [, port] = address.split(":");
      const body = '{"waitForSeconds":60}';
      const socket = connect(Number(port), "127.0.0.1");
      socket.write(
        `POST /exchange HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${secrets.get("driver")}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      const before = seen.length;
      await until(() => seen.length > before);
      socket.destroy();
      await until(() => gone.includes("exchange"));
    });
  });

  it("gives up a body that does not come", async () => {
    await withGateway({ requestMilliseconds: 100 }, async ({ address }) => {
      const socket = connect(Number(address.split(":")[1]), "127.0.0.1");
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk.toString();
      });
      socket.write(
        "POST /exchange HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
      );
      await new Promise((resolve) => socket.once("close", resolve));
      assert.match(text, /^HTTP\/1\.1 408/);
    });
  });
});
