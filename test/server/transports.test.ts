import assert from "node:assert/strict";
import type { Directive, DriveRequest } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type DriveSessionOptions, driveSession } from "../../server/drivers/drive-session.js";
import { startServer } from "../../server/server.js";
import type { WatchedEvent } from "../../server/services/event-codec.js";
import { watchSession } from "../../server/watch-session.js";
import { silentLog } from "../support/server-in-process.js";
import { RecordingInstrument } from "../support/server-instrument.js";
import { serverOptions } from "../support/server-options.js";
import { ScriptedConversation } from "../support/server-scripted-conversation.js";

/** What matters of a session's events: what happened where, in which order. */
function story(events: readonly WatchedEvent[]): unknown[] {
  return events.map((event) => [event.kind, "target" in event ? event.target : "", Math.round(event.atSeconds)]);
}

async function watched(address: string, key: string): Promise<unknown[]> {
  const events: WatchedEvent[] = [];
  for await (const event of watchSession(address, key)) events.push(event);
  return story(events);
}

describe("the exchange", function () {
  this.timeout(30_000);

  it("comes to the same events over a stream, call by call, and as JSON over HTTP/1.1", async () => {
    const stories: unknown[][] = [];
    for (const transport of ["stream", "exchange", "http"] as const) {
      const server = await startServer({
        ...serverOptions(),
        gateway: { listen: "127.0.0.1:0" },
        log: silentLog,
      });
      try {
        const over = watched(server.address, "monday");
        if (transport === "http") await driveOverHttp(server.gatewayAddress!, "monday");
        else await drive(server.address, transport);
        stories.push(await over);
      } finally {
        await server.close();
      }
    }
    const [stream, exchange, http] = stories;
    assert.ok(stream!.length > 20, `${stream!.length} events`);
    assert.deepEqual(exchange, stream);
    assert.deepEqual(http, stream);
  });
});

async function drive(server: string, transport: DriveSessionOptions["transport"] & {}): Promise<void> {
  const instrument = new RecordingInstrument();
  const end = await driveSession({
    server,
    sessionKey: "monday",
    driverName: "recording",
    instrument,
    log: silentLog,
    transport,
  });
  assert.equal(end, "finished");
}

/** A driver that knows nothing of gRPC: posts JSON until the session is over. */
async function driveOverHttp(gateway: string, sessionKey: string): Promise<void> {
  const post = async (body: object): Promise<HttpAnswer> => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`http://${gateway}/exchange`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.equal(answer.status, 200, await answer.clone().text());
    return (await answer.json()) as HttpAnswer;
  };
  const hello = { sessionKey, driver: "http", version: "0", capabilities: { load: true, acquire: true, halt: true } };
  const { responses } = await post({ sessionKey, requests: [{ hello }] });
  const epoch = responses[0]!.welcome!.epoch;
  const conversation = new ScriptedConversation();
  let ack = "0";
  let requests: DriveRequest[] = conversation.begin();
  for (;;) {
    const body = { sessionKey, epoch, ack, waitForSeconds: 5, requests: requests.map((one) => asJson(one, epoch)) };
    const answer = await post(body);
    requests = [];
    for (const { seq = "0", directive } of answer.responses) {
      if (Number(seq) <= Number(ack)) continue;
      ack = seq;
      if (directive !== undefined) requests.push(...conversation.carryOut(directive));
    }
    if (conversation.isOver && requests.length === 0) return;
  }
}

interface HttpAnswer {
  readonly responses: readonly {
    readonly seq?: string;
    readonly welcome?: { readonly epoch: string };
    readonly directive?: Directive;
  }[];
}

/** A message in the JSON of proto3, its alternative by its own name. */
function asJson({ message, seq, instrumentSeconds }: DriveRequest, epoch: string): object {
  const { $case, ...body } = message!;
  return { epoch, seq: String(seq), instrumentSeconds, [$case]: (body as Record<string, unknown>)[$case] };
}
