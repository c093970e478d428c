import assert from "node:assert/strict";
import fc from "fast-check";
import { arrayWords } from "../../../../../server/drivers/serialem/wire/argument-array.js";
import type { Frame } from "../../../../../server/drivers/serialem/wire/frame.js";
import { FrameDecoder } from "../../../../../server/drivers/serialem/wire/frame-decoder.js";
import { decodeReply, encodeReply } from "../../../../../server/drivers/serialem/wire/reply.js";
import { decodeRequest, encodeRequest } from "../../../../../server/drivers/serialem/wire/request.js";
import { answeredBy, cutInto, replies, requests } from "../../../../support/serialem-arbitrary.js";

function framesOf(segments: readonly Buffer[]): Frame[] {
  const decoder = new FrameDecoder();
  const frames: Frame[] = [];
  for (const segment of segments) {
    decoder.push(segment);
    for (let frame = decoder.frame(); frame !== undefined; frame = decoder.frame()) frames.push(frame);
  }
  assert.equal(decoder.buffered, 0);
  return frames;
}

const plain = ({ code, content, offset }: Frame) => ({ code, content: content.toString("hex"), offset });

describe("SerialEM's wire", () => {
  it("gives each request back as it was", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const [frame, ...others] = framesOf([encodeRequest(request)]);
        assert.equal(others.length, 0);
        assert.deepEqual(decodeRequest(frame!), request);
      }),
      { numRuns: 1000 },
    );
  });

  it("gives each reply back as it was", () => {
    fc.assert(
      fc.property(replies, (reply) => {
        const [frame] = framesOf([encodeReply(reply)]);
        assert.deepEqual(decodeReply(frame!, answeredBy(reply)), reply);
      }),
      { numRuns: 1000 },
    );
  });

  it("gives the same frames however the bytes are cut", () => {
    const frames = fc.array(fc.oneof(requests.map(encodeRequest), replies.map(encodeReply)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(frames, fc.array(fc.nat(), { maxLength: 30 }), (parts, cuts) => {
        const bytes = Buffer.concat(parts);
        const whole = framesOf([bytes]).map(plain);
        assert.deepEqual(framesOf(cutInto(bytes, cuts)).map(plain), whole);
        const singly = Array.from(bytes, (byte) => Buffer.of(byte));
        assert.deepEqual(framesOf(singly).map(plain), whole);
      }),
      { numRuns: 400 },
    );
  });

  it("takes raw bytes between frames, however they are cut", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 20 }), (raw, cuts) => {
        const frame = encodeRequest({ kind: "next-chunk" });
        const decoder = new FrameDecoder();
        const taken: string[] = [];
        const steps = [() => decoder.frame()?.content, () => decoder.bytes(raw.length), () => decoder.frame()?.content];
        for (const segment of cutInto(Buffer.concat([frame, raw, frame]), cuts)) {
          decoder.push(segment);
          for (let part = steps[taken.length]?.(); part !== undefined; part = steps[taken.length]?.()) {
            taken.push(part.toString("hex"));
          }
        }
        assert.deepEqual(taken, ["", Buffer.from(raw).toString("hex"), ""]);
      }),
      { numRuns: 500 },
    );
  });

  it("reckons the words of an array as the description does", () => {
    assert.equal(arrayWords(3, 0), 10);
    assert.equal(arrayWords(2, 3), 8);
    assert.equal(arrayWords(0, 0), 1);
    fc.assert(
      fc.property(fc.nat(20), fc.nat(5000), (n, textBytes) => {
        const bytes = 4 * arrayWords(n, textBytes);
        assert.ok(bytes > 12 * n + textBytes && bytes <= 12 * n + textBytes + 5);
      }),
    );
  });
});
