import assert from "node:assert/strict";
import { argumentSlots } from "../../../../../server/drivers/serialem/wire/arguments.js";
import { commandSpec } from "../../../../../server/drivers/serialem/wire/commands.js";
import { encodeFrame } from "../../../../../server/drivers/serialem/wire/frame.js";
import { FrameDecoder } from "../../../../../server/drivers/serialem/wire/frame-decoder.js";
import { decodeReply, encodeReply } from "../../../../../server/drivers/serialem/wire/reply.js";
import { decodeRequest, encodeRequest } from "../../../../../server/drivers/serialem/wire/request.js";
import { goldenBytes, goldenCommands } from "../../../../support/serialem-golden-commands.js";
import { goldenReplies, goldenRequests } from "../../../../support/serialem-golden-replies.js";

function frameOf(bytes: Buffer) {
  const decoder = new FrameDecoder();
  decoder.push(bytes);
  const frame = decoder.frame();
  assert.ok(frame !== undefined, "the frame is not whole");
  assert.equal(decoder.buffered, 0, "bytes behind the frame");
  return frame;
}

describe("golden frames of SerialEM's external control", () => {
  for (const { name, values, frame } of goldenCommands) {
    it(`command ${name}(${values.join(", ")})`, () => {
      const spec = commandSpec(name);
      const slots = argumentSlots(spec, values);
      const request = { kind: "command", opcode: spec.opcode, slots } as const;
      assert.equal(encodeRequest(request).toString("hex"), goldenBytes(frame).toString("hex"));
      assert.deepEqual(decodeRequest(frameOf(goldenBytes(frame))), request);
    });
  }

  for (const { name, request, frame } of goldenRequests) {
    it(`request ${name}`, () => {
      assert.equal(encodeRequest(request).toString("hex"), goldenBytes(frame).toString("hex"));
      assert.deepEqual(decodeRequest(frameOf(goldenBytes(frame))), request);
    });
  }

  for (const { name, to, reply, frame } of goldenReplies) {
    it(`reply ${name}`, () => {
      assert.equal(encodeReply(reply).toString("hex"), goldenBytes(frame).toString("hex"));
      assert.deepEqual(decodeReply(frameOf(goldenBytes(frame)), to), reply);
    });
  }

  it("are as they were seen on the wire", () => {
    // Recorded from the stock client and from a server: the last word of the first is whatever was in memory.
    const view = encodeRequest({ kind: "command", opcode: 69, slots: [] }).toString("hex");
    assert.equal(view.slice(0, 40), "1800000001000000450000000000000001000000");
    const xyz = encodeReply({ kind: "command", ended: 0, values: [1, 2, 3] });
    assert.equal(xyz.subarray(0, 20).toString("hex"), "3c0000000000000002000000000000000a000000");
    assert.equal(xyz.length, 60);
  });

  it("carry longs, booleans, doubles and words in this order", () => {
    const array = Buffer.from("0700000008000000", "hex");
    const bytes = encodeFrame(77, { longs: [-2, 2], booleans: [true, false], doubles: [1.5], array });
    const expected = "28000000 4d000000 feffffff 02000000 01000000 00000000 000000000000f83f 07000000 08000000";
    assert.equal(bytes.toString("hex"), expected.replaceAll(" ", ""));
  });
});
