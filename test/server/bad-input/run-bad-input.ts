import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Client, credentials, status } from "@grpc/grpc-js";
import { RandomStream } from "../../../env/random/random-stream.js";
import { CollectionServiceClient } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ScriptedDriver } from "../../support/server-scripted-driver.js";
import { methodNamed } from "../access/support/trivial-server.js";
import { sendBrokenFrames } from "./broken-frames.js";
import { callRaw } from "./call-raw.js";
import { invalidCalls, THERE } from "./invalid-messages.js";
import type { ServerFigures } from "./server-child.js";
import { fedMethods, undecodable } from "./undecodable.js";

/** Memory may be so many times what it was before. */
const MOST_GROWTH = 1.1;
/** Broken connections at once, which end with the next ping only, and calls. */
const CONNECTIONS = 64;
const CALLS = 8;

/**
 * Sends a server so many messages of each of three kinds (frames that are no HTTP/2, bytes that are no message, messages
 * that can't be taken) and checks each answer; then that it is as it was: it serves, has no session more, and takes no
 * more memory.
 */
export async function runBadInput(each: number, seed = 1): Promise<void> {
  const child = fork(fileURLToPath(new URL("server-child.js", import.meta.url)), { execArgv: ["--expose-gc"] });
  const random = new RandomStream(seed);
  const [{ address }] = (await once(child, "message")) as [{ address: string }];
  const client = new Client(address, credentials.createInsecure());
  const collection = new CollectionServiceClient(address, credentials.createInsecure());
  const there = new ScriptedDriver(collection, THERE);
  try {
    await there.begin();
    const kinds: Kind[] = [
      async (i: number) => {
        const ended = await sendBrokenFrames(Number(address.split(":")[1]), i, random);
        assert.ok(ended, `the server left connection ${i} open`);
      },
      async (i: number) => {
        const method = fedMethods[i % fedMethods.length]!;
        const bytes = undecodable(method, i, random);
        const { code, details } = await callRaw(client, method, [bytes]);
        assert.equal(status[code], "INTERNAL", `${method.path} ${bytes.toString("hex")}: ${details}`);
      },
      async (i: number) => {
        const { method, messages, messagesOf, isField } = invalidCalls[i % invalidCalls.length]!;
        const { code, details, received } = await callRaw(client, methodNamed(method), messagesOf?.(i) ?? messages);
        const what = `${method} ${i % invalidCalls.length}: ${status[code]} ${details}`;
        assert.equal(status[code], isField ? "INVALID_ARGUMENT" : "FAILED_PRECONDITION", what);
        assert.ok(details !== "" && received?.reason, what);
        assert.ok(!isField || received.fields.length > 0, `${what}: no field is named`);
      },
    ];
    // What is loaded and compiled with the first messages is no leak.
    for (const kind of kinds) await times(2 * invalidCalls.length, kind, kind === kinds[0] ? CONNECTIONS : CALLS);
    const before = await figures(child);
    for (const kind of kinds) await times(each, kind, kind === kinds[0] ? CONNECTIONS : CALLS);
    const after = await figures(child);
    assert.equal(child.exitCode, null, "the server has crashed");
    assert.deepEqual(after.sessions, [THERE]);
    const growth = after.heapBytes / before.heapBytes;
    assert.ok(growth < MOST_GROWTH, `memory is ${growth.toFixed(2)} times what it was (${before.heapBytes} bytes)`);
    await there.finish(there.directive!);
    assert.equal((await there.ended).code, status.OK);
  } finally {
    client.close();
    collection.close();
    child.disconnect();
    await once(child, "exit");
  }
}

type Kind = (number: number) => Promise<void>;

async function times(count: number, run: Kind, atOnce: number): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

async function figures(child: ChildProcess): Promise<ServerFigures> {
  child.send("figures");
  const [found] = (await once(child, "message")) as [ServerFigures];
  return found;
}
