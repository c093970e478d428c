import assert from "node:assert/strict";
import { status } from "@grpc/grpc-js";
import { Capabilities, DriveRequest, Hello } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { startTestServer, type TestServer } from "../../support/server-in-process.js";
import { deferred } from "../../support/server-wait.js";

interface Answer {
  readonly code: status;
  readonly details: string;
  readonly welcomed: boolean;
}

describe("the first hello of a session", () => {
  let server: TestServer | undefined;
  afterEach(() => server?.close());

  /** Says hello and waits until it is welcome or refused. A stream that is welcome stays open. */
  function hello(sessionKey: string, given: Partial<Hello> = {}, ack = 0): Promise<Answer> {
    const { promise, resolve } = deferred<Answer>();
    const capabilities = Capabilities.fromPartial({ load: true, acquire: true, halt: true });
    const said = Hello.fromPartial({
      sessionKey,
      instrument: "scope",
      driver: "test",
      version: "0",
      capabilities,
      ...given,
    });
    const stream = server!.collection.drive();
    stream.on("data", () => resolve({ code: status.OK, details: "", welcomed: true }));
    stream.on("error", ({ code, details }: { code: status; details: string }) =>
      resolve({ code, details, welcomed: false }),
    );
    stream.write(DriveRequest.fromPartial({ ack, message: { $case: "hello", hello: said } }));
    return promise;
  }
  const keys = () => server!.running.store.list().map(({ key }) => key);

  it("leaves nothing where another session holds the instrument", async () => {
    server = await startTestServer({ instruments: ["scope", "other"] });
    assert.ok((await hello("monday")).welcomed);
    const { code, details } = await hello("tuesday");
    assert.equal(status[code], "FAILED_PRECONDITION");
    assert.match(details, /'scope' is held by session 'monday'/);
    assert.deepEqual(keys(), ["monday"]);
    assert.ok((await hello("tuesday", { instrument: "other" })).welcomed, "the key is free");
    assert.deepEqual(keys().sort(), ["monday", "tuesday"]);
  });

  it("makes one session where several come at once", async () => {
    server = await startTestServer({ instruments: ["scope"] });
    const answers = await Promise.all(["a", "b", "c", "d"].map((key) => hello(key)));
    assert.equal(answers.filter(({ welcomed }) => welcomed).length, 1);
    assert.equal(answers.filter(({ details }) => details.includes("is held by session")).length, 3);
    assert.equal(keys().length, 1);
    assert.equal(server.running.store.options.journal.lease("scope")?.sessionKey, keys()[0]);
  });

  it("leaves nothing either where the driver obeys another server, or goes on with what is not there", async () => {
    server = await startTestServer({ instruments: ["scope"] });
    assert.match((await hello("monday", { serverId: "elsewhere" })).details, /obeys another server, 'elsewhere'/);
    assert.match((await hello("monday", {}, 7)).details, /message 7 is acknowledged, but only 0 were sent/);
    assert.deepEqual(keys(), []);
    assert.equal(server.running.store.options.journal.lease("scope"), undefined);
    assert.ok((await hello("monday")).welcomed);
  });
});
