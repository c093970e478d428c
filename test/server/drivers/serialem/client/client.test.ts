import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { OperatorStopError } from "../../../../../server/drivers/serialem/client/errors.js";
import { SerialEmClient } from "../../../../../server/drivers/serialem/client/serialem-client.js";
import type { CommandAlarm } from "../../../../../server/drivers/serialem/client/watchdog.js";
import { encodeReply } from "../../../../../server/drivers/serialem/wire/reply.js";
import { until } from "../../../../support/server-wait.js";

const TILT = encodeReply({ kind: "command", ended: 0, values: [1.5] });
const STOP = encodeReply({ kind: "refusal", returnCode: -10 });

describe("client of SerialEM", () => {
  let server: Server;
  let client: SerialEmClient;
  let received: Buffer;
  /** What the server does with a request. */
  let respond: (socket: Socket) => void;
  let connections: number;
  const sockets: Socket[] = [];
  const alarms: CommandAlarm[] = [];
  const answered: string[] = [];
  const stops: OperatorStopError[] = [];

  beforeEach(async () => {
    received = Buffer.alloc(0);
    connections = 0;
    for (const list of [alarms, answered, stops]) list.length = 0;
    respond = (socket) => socket.write(TILT);
    server = createServer((socket) => {
      connections++;
      sockets.push(socket);
      socket.on("error", () => socket.destroy());
      socket.on("data", (bytes: Buffer) => {
        received = Buffer.concat([received, bytes]);
        respond(socket);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    client = new SerialEmClient({
      port: (server.address() as AddressInfo).port,
      alarmAfterSeconds: 0.05,
      alarm: (alarm) => alarms.push(alarm),
      answered: (command) => answered.push(command),
      stopped: (stop) => stops.push(stop),
    });
    await client.connect();
  });

  afterEach(() => {
    client.destroy();
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  });

  it("sends nothing by connecting", async () => {
    await until("the connection", () => connections === 1);
    await sleep(20);
    assert.equal(received.length, 0);
  });

  it("alarms about a command without an answer, again and again, and goes on waiting", async () => {
    respond = () => {};
    const tilt = client.numbers("ReportTiltAngle");
    await until("three alarms", () => alarms.length >= 3);
    assert.equal(alarms[0]?.command, "ReportTiltAngle");
    assert.ok(alarms[2]!.waitedSeconds > alarms[0]!.waitedSeconds);
    assert.equal(client.running, "ReportTiltAngle");
    assert.equal(received.length, 24, "sent once");
    assert.equal(connections, 1);
    sockets[0]!.write(TILT);
    assert.deepEqual(await tilt, [1.5]);
    assert.deepEqual(answered, ["ReportTiltAngle"]);
    const before = alarms.length;
    await sleep(120);
    assert.equal(alarms.length, before, "no alarm about what is answered");
  });

  it("alarms about an answer that has begun and does not end", async () => {
    respond = (socket) => socket.write(TILT.subarray(0, 11));
    const tilt = client.numbers("ReportTiltAngle");
    await until("an alarm", () => alarms.some(({ receivedBytes }) => receivedBytes === 11));
    sockets[0]!.write(TILT.subarray(11));
    assert.deepEqual(await tilt, [1.5]);
  });

  it("sends nothing beside a command that is not answered", async () => {
    respond = () => {};
    const tilt = client.numbers("ReportTiltAngle");
    await assert.rejects(client.run("View"), { name: "CommandUnderWayError", refused: true });
    await assert.rejects(client.image("A"), { name: "CommandUnderWayError" });
    assert.throws(() => client.disconnect(), { name: "CommandUnderWayError" });
    await until("the command", () => received.length > 0);
    assert.equal(received.length, 24);
    sockets[0]!.write(TILT);
    await tilt;
    client.disconnect();
  });

  it("refuses what is no command before anything is sent", async () => {
    const wrong = [
      client.run("MoveStageTo", 1),
      client.run("MoveStageTo", 1, 2, 3, 4),
      client.run("MoveStageTo", 1, Number.NaN),
      client.run("MoveStageTo", 1, "2"),
      client.run("LoadCartridge", 1.5),
      client.run("GoToLowDoseArea", 3),
      client.run("SetDirectory", "a\0b"),
      client.image("a"),
      client.putImage({ type: 0, columns: 2, rows: 2, rowBytes: 2, bytes: Buffer.alloc(3) }, { to: "A" }),
    ];
    for (const asked of wrong) await assert.rejects(asked, { name: "ArgumentError", refused: true });
    await sleep(20);
    assert.equal(received.length, 0);
  });

  it("latches STOP: nothing more is sent, no connection is made, until it is told to go on", async () => {
    respond = (socket) => socket.write(STOP);
    await assert.rejects(client.run("Record"), { name: "OperatorStopError", refused: true, command: "Record" });
    assert.equal(stops.length, 1);
    const before = received.length;
    await assert.rejects(client.run("ReportTiltAngle"), { name: "OperatorStopError" });
    await assert.rejects(client.mayRun(), { name: "OperatorStopError" });
    client.disconnect();
    await assert.rejects(client.connect(), { name: "OperatorStopError" });
    await sleep(20);
    assert.equal(received.length, before);
    assert.equal(connections, 1);
    assert.equal(stops.length, 1);
    client.clearStop();
    respond = (socket) => socket.write(TILT);
    await client.connect();
    assert.deepEqual(await client.run("ReportTiltAngle"), [1.5]);
  });

  it("can begin stopped, as an earlier one ended", async () => {
    const later = new SerialEmClient({ port: (server.address() as AddressInfo).port, isStopped: true });
    await assert.rejects(later.connect(), { name: "OperatorStopError" });
    assert.equal(connections, 1);
  });

  it("knows a STOP that interrupted the command", async () => {
    respond = (socket) => socket.write(encodeReply({ kind: "command", ended: -234_561, values: [] }));
    await assert.rejects(client.run("Record"), { name: "OperatorStopError", refused: false });
    assert.equal(client.isStopped, true);
  });

  it("tells errors apart", async () => {
    const cases = [
      [encodeReply({ kind: "refusal", returnCode: -9 }), { name: "ScopeBusyError", refused: true }],
      [encodeReply({ kind: "refusal", returnCode: -1 }), { name: "FrameRefusedError", refused: true, returnCode: -1 }],
      [encodeReply({ kind: "refusal", returnCode: -6 }), { name: "FrameRefusedError", refused: true, returnCode: -6 }],
      [encodeReply({ kind: "command", ended: 1, values: ["no"] }), { name: "CommandFailedError", said: "no" }],
      [encodeReply({ kind: "command", ended: 7, values: [] }), { name: "CommandFailedError", refused: false }],
      [encodeReply({ kind: "command", ended: -123_456, values: [] }), { name: "ScriptExitedError", refused: false }],
      [encodeReply({ kind: "command", ended: -654_321, values: [] }), { name: "ScriptExitedError" }],
    ] as const;
    for (const [reply, error] of cases) {
      respond = (socket) => socket.write(reply);
      await assert.rejects(client.run("ReportTiltAngle"), error);
      assert.equal(client.isConnected, true);
    }
  });

  it("says that what became of a command can't be told when its answer is lost, and does not connect anew", async () => {
    for (const end of [(socket: Socket) => socket.destroy(), (socket: Socket) => socket.resetAndDestroy()]) {
      respond = end;
      await assert.rejects(client.run("Record"), { name: "ReplyLostError", refused: false });
      await assert.rejects(client.run("Record"), { name: "NotConnectedError", refused: true });
      assert.equal(client.isConnected, false);
      await client.connect();
    }
    assert.equal(connections, 3);
    assert.equal(received.length, 48, "each was sent once");
  });

  it("makes nothing up of an answer that is none, and keeps the connection open and unused", async () => {
    const wrong = [
      Buffer.from("0c0000000000000001000000", "hex"),
      encodeReply({ kind: "command", ended: 0, values: [] }),
      encodeReply({ kind: "command", ended: 0, values: ["1.5"] }),
      Buffer.from("ffffffff00000000", "hex"),
      Buffer.from("ffffff7f00000000", "hex"),
      Buffer.from("0000000000000000", "hex"),
    ];
    for (const reply of wrong) {
      respond = (socket) => socket.write(reply);
      await assert.rejects(client.run("ReportTiltAngle"), { name: "GarbledReplyError", refused: false });
      await assert.rejects(client.run("ReportTiltAngle"), { name: "NotConnectedError", refused: true });
      assert.equal(sockets.at(-1)?.destroyed, false);
      client.disconnect();
      await client.connect();
    }
  });

  it("sends nothing over a connection on which bytes came that nobody asked for", async () => {
    respond = (socket) => socket.write(Buffer.concat([TILT, TILT]));
    assert.deepEqual(await client.run("ReportTiltAngle"), [1.5]);
    await sleep(20);
    await assert.rejects(client.run("ReportTiltAngle"), { name: "NotConnectedError", refused: true });
    assert.equal(received.length, 24);
  });

  it("takes an image whose bytes come in one segment with its announcement, or one by one", async () => {
    const bytes = Buffer.from(Array.from({ length: 36 }, (_, i) => i));
    const size = { type: 1, rowBytes: 12, columns: 5, rows: 3 };
    const announcement = encodeReply({ kind: "get-image", ...size, byteLength: 36, chunks: 1 });
    respond = (socket) => socket.write(Buffer.concat([announcement, bytes]));
    assert.deepEqual(await client.image("B"), { ...size, bytes });
    respond = (socket) => {
      for (const byte of Buffer.concat([announcement, bytes])) socket.write(Buffer.of(byte));
    };
    assert.deepEqual(await client.image("B"), { ...size, bytes });
  });

  it("knows who may run", async () => {
    respond = (socket) => socket.write(encodeReply({ kind: "ok-to-run", isOk: false }));
    assert.equal(await client.mayRun(), false);
  });

  it("names the address and what to do if nobody listens", async () => {
    const port = (server.address() as AddressInfo).port;
    client.disconnect();
    server.close();
    await assert.rejects(new SerialEmClient({ port }).connect(), {
      name: "NotConnectedError",
      refused: true,
      message: new RegExp(`127\\.0\\.0\\.1:${port}.*EnableExternalPython`),
    });
  });
});
