import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeRequest } from "../../../../../server/drivers/serialem/wire/request.js";
import { PacedClock } from "../../../../../server/microscope/paced-clock.js";
import { ByteClient, startTestEmulator, type TestEmulator } from "../../../../support/serialem-emulator.js";
import { until } from "../../../../support/server-wait.js";

const opcode = (code: number) => encodeRequest({ kind: "command", opcode: code, slots: [] });
const TILT = opcode(294);
/** The frame of 8 bytes that says STOP. */
const STOP = "08000000f6ffffff";

describe("clients of an emulated SerialEM", () => {
  let scope: TestEmulator;
  const clients: ByteClient[] = [];

  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
    scope.close();
  });

  async function connect(): Promise<ByteClient> {
    const client = await ByteClient.connect(scope.port);
    clients.push(client);
    return client;
  }

  /** Sends a frame and returns the answer's digits. */
  async function ask(client: ByteClient, frame: Buffer): Promise<string> {
    client.received = Buffer.alloc(0);
    client.write(frame);
    const isWhole = () => client.received.length >= 8 && client.received.length >= client.received.readInt32LE(0);
    await until("an answer", () => isWhole() || client.isClosed);
    return client.received.toString("hex");
  }

  const isDone = (answer: string) => answer.slice(8, 16) === "00000000" && answer.length > 16;
  const OK = encodeRequest({ kind: "ok-to-run" });

  it("may run if nobody else does", async () => {
    scope = await startTestEmulator();
    const client = await connect();
    assert.equal(await ask(client, OK), "0c0000000000000001000000");
    assert.equal(await ask(client, OK), "0c0000000000000000000000");
    client.close();
    await until("external control is given up", () => !scope.core.control.isOn);
    assert.equal(await ask(await connect(), OK), "0c0000000000000001000000");
  });

  it("cut off the one before", async () => {
    scope = await startTestEmulator();
    const first = await connect();
    assert.ok(isDone(await ask(first, TILT)));
    const second = await connect();
    await until("the first is cut off", () => first.isClosed);
    assert.ok(isDone(await ask(second, TILT)));
    // The first one was not seen to leave.
    assert.equal(await ask(second, OK), "0c0000000000000000000000");
  });

  it("are served only once the running command is answered", async () => {
    // 1 s of the clock is 1 ms: loading takes 120 ms.
    scope = await startTestEmulator({ clock: new PacedClock(1000) });
    const first = await connect();
    first.write(encodeRequest({ kind: "command", opcode: 406, slots: [{ number: 1, text: "1" }] }));
    await until("the command runs", () => scope.core.control.isOn);
    const second = await connect();
    second.write(TILT);
    await sleep(40);
    assert.equal(second.received.length, 0);
    assert.equal(first.isClosed, false);
    await until("the second is answered", () => second.received.length > 0);
    assert.ok(isDone(first.received.toString("hex")), "the first has its answer");
    await until("the first is cut off", () => first.isClosed);
    assert.ok(isDone(second.received.toString("hex")));
  });

  it("hear of STOP once", async () => {
    scope = await startTestEmulator();
    const client = await connect();
    assert.ok(isDone(await ask(client, TILT)));
    assert.equal(scope.core.control.stop(), true);
    assert.equal(await ask(client, TILT), STOP);
    assert.ok(isDone(await ask(client, TILT)), "external control begins again");
  });

  it("hear of STOP by the command that it interrupts, and not again", async () => {
    scope = await startTestEmulator();
    const client = await connect();
    scope.misbehave("stop");
    const interrupted = await ask(client, TILT);
    assert.equal(interrupted.slice(24, 32), Buffer.from(Int32Array.of(-234_561).buffer).toString("hex"));
    assert.ok(isDone(await ask(client, TILT)));
  });

  it("take a STOP that nobody heard of with them", async () => {
    scope = await startTestEmulator();
    const first = await connect();
    await ask(first, TILT);
    scope.core.control.stop();
    first.close();
    await until("the emulator sees it leave", () => !scope.core.control.isStopPending);
    assert.ok(isDone(await ask(await connect(), TILT)));
  });

  it("leave a STOP to the one who pushes them out", async () => {
    scope = await startTestEmulator();
    const first = await connect();
    await ask(first, TILT);
    scope.core.control.stop();
    assert.equal(await ask(await connect(), TILT), STOP);
  });

  it("get an image's first byte 50 ms after its announcement, and chunks on request", async () => {
    scope = await startTestEmulator({ imagePixels: 33, mostChunkBytes: 1000 });
    const client = await connect();
    await ask(client, opcode(69));
    client.received = Buffer.alloc(0);
    client.segments.length = 0;
    client.write(encodeRequest({ kind: "get-image", buffer: 0, fft: false }));
    await until("the first chunk", () => client.received.length >= 32 + 726);
    const [announcement, image] = client.segments;
    assert.equal(announcement!.bytes.length, 32);
    assert.equal(
      announcement!.bytes.toString("hex"),
      "200000000000000006000000420000002100000021000000820800000300 0000".replace(" ", ""),
    );
    assert.ok(image!.atMilliseconds - announcement!.atMilliseconds > 40, "the gap");
    await sleep(30);
    assert.equal(client.received.length, 32 + 726, "the second chunk waits for its handshake");
    client.write(encodeRequest({ kind: "next-chunk" }));
    await until("the second chunk", () => client.received.length >= 32 + 2 * 726);
    client.write(encodeRequest({ kind: "next-chunk" }));
    await until("the third chunk", () => client.received.length === 32 + 33 * 33 * 2);
    assert.ok(isDone(await ask(client, TILT)));
  });
});
