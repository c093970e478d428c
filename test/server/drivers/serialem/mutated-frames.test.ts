import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { RandomStream } from "../../../../env/random/random-stream.js";
import { SerialEmError } from "../../../../server/drivers/serialem/client/errors.js";
import { SerialEmClient } from "../../../../server/drivers/serialem/client/serialem-client.js";
import { FrameDecoder } from "../../../../server/drivers/serialem/wire/frame-decoder.js";
import { decodeReply } from "../../../../server/drivers/serialem/wire/reply.js";
import { decodeRequest } from "../../../../server/drivers/serialem/wire/request.js";
import { WireError } from "../../../../server/drivers/serialem/wire/wire-error.js";
import { ByteClient, startTestEmulator } from "../../../support/serialem-emulator.js";
import { goldenBytes, goldenCommands } from "../../../support/serialem-golden-commands.js";
import { goldenReplies, goldenRequests } from "../../../support/serialem-golden-replies.js";
import { mutated } from "../../../support/serialem-mutations.js";
import { until } from "../../../support/server-wait.js";

const requests = [...goldenCommands, ...goldenRequests].map(({ frame }) => goldenBytes(frame));

describe("mutated frames of SerialEM's wire", () => {
  it("are decoded, wait for more, or are errors that say where: 6,000 of them", () => {
    const random = new RandomStream(8);
    const counts = { decoded: 0, incomplete: 0, wrong: 0 };
    const tryOne = (bytes: Buffer, decode: (frame: Parameters<typeof decodeRequest>[0]) => unknown) => {
      const decoder = new FrameDecoder();
      decoder.push(bytes);
      try {
        const frame = decoder.frame();
        if (frame === undefined) counts.incomplete++;
        else {
          decode(frame);
          counts.decoded++;
        }
      } catch (error) {
        assert.ok(error instanceof WireError, `${(error as Error).stack} of ${bytes.toString("hex")}`);
        assert.ok(error.offset >= 0 && error.offset <= bytes.length, `offset ${error.offset} of ${bytes.length}`);
        assert.match(error.message, /^byte \d+: .{10}/);
        counts.wrong++;
      }
    };
    for (let i = 0; i < 3000; i++) {
      tryOne(mutated(requests[i % requests.length]!, random), decodeRequest);
      const { frame, to } = goldenReplies[i % goldenReplies.length]!;
      tryOne(mutated(goldenBytes(frame), random), (whole) => decodeReply(whole, to));
    }
    for (const count of Object.values(counts)) assert.ok(count > 500, JSON.stringify(counts));
  });

  it("neither crash nor silence an emulator: 700 of them", async () => {
    const scope = await startTestEmulator();
    const random = new RandomStream(9);
    try {
      for (let i = 0; i < 700; i++) {
        const client = await ByteClient.connect(scope.port);
        const isClosed = once(client.socket, "close");
        client.socket.end(mutated(requests[i % requests.length]!, random));
        await isClosed;
      }
      const client = await scope.client();
      assert.equal((await client.run("ReportNumExeFuncs")).length, 1);
      assert.ok(scope.core.scope.clock.nowSeconds() >= 0);
    } finally {
      scope.close();
    }
  });

  it("are answered with what is wrong with them, as SerialEM does", async () => {
    const scope = await startTestEmulator();
    const client = await ByteClient.connect(scope.port);
    const refused = [
      ["0800000063000000", -1, "unknown code"],
      ["0800000002000000", -1, "a handshake that nobody waits for"],
      ["0c0000000300000000000000", -6, "longer than its function needs"],
      ["0c0000000400000000000000", -4, "shorter than its function needs"],
      ["1800000001000000450000000000000002000000 00000000", -6, "another length than its array"],
      ["04000000", -4, "no frame"],
    ] as const;
    for (const [bytes, code, what] of refused) {
      client.received = Buffer.alloc(0);
      client.write(Buffer.from(bytes.replace(" ", ""), "hex"));
      await until(`an answer to ${what}`, () => client.received.length >= 8);
      assert.equal(client.received.toString("hex"), Buffer.from(Int32Array.of(8, code).buffer).toString("hex"), what);
    }
    client.close();
    scope.close();
  });

  it("give a client an error, or an alarm while it waits for the rest: 1,200 of them", async () => {
    const random = new RandomStream(10);
    let answer: Buffer = Buffer.alloc(0);
    let open: Socket | undefined;
    const server = createServer((socket) => {
      open = socket;
      socket.on("error", () => socket.destroy());
      socket.on("data", () => socket.write(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const counts = { answered: 0, refused: 0, alarmed: 0 };
    for (let i = 0; i < 1200; i++) {
      const { frame } = goldenReplies[i % goldenReplies.length]!;
      answer = mutated(goldenBytes(frame), random);
      let hasAlarmed = false;
      const alarm = () => {
        hasAlarmed = true;
        open?.destroy();
      };
      const client = new SerialEmClient({ port, alarmAfterSeconds: 0.004, alarm });
      await client.connect();
      try {
        await (i % 2 === 0 ? client.run("View") : client.image("A"));
        counts.answered++;
      } catch (error) {
        assert.ok(error instanceof SerialEmError, `${(error as Error).stack} of ${answer.toString("hex")}`);
        if (hasAlarmed) counts.alarmed++;
        else counts.refused++;
      }
      client.destroy();
    }
    server.close();
    open?.destroy();
    for (const count of Object.values(counts)) assert.ok(count > 40, JSON.stringify(counts));
  });
});
