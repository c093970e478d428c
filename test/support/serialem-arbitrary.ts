import fc from "fast-check";
import type { ArgumentSlot } from "../../server/drivers/serialem/wire/argument-array.js";
import type { AnsweredKind, WireReply } from "../../server/drivers/serialem/wire/reply.js";
import type { WireRequest } from "../../server/drivers/serialem/wire/request.js";

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const count = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => !value.includes("\0"));
const slot: fc.Arbitrary<ArgumentSlot> = fc.record({ number: fc.double(), text }, { noNullPrototype: true });

const plain = { noNullPrototype: true } as const;

/** Anything that a client may send. */
export const requests: fc.Arbitrary<WireRequest> = fc.oneof(
  fc.constantFrom<WireRequest>({ kind: "ok-to-run" }, { kind: "next-chunk" }),
  fc.record({ kind: fc.constant("command" as const), opcode: int32, slots: fc.array(slot, { maxLength: 19 }) }, plain),
  fc.record({ kind: fc.constant("get-image" as const), buffer: int32, fft: fc.boolean() }, plain),
  fc.record(
    {
      kind: fc.constant("put-image" as const),
      ...{ type: int32, columns: int32, rows: int32, byteLength: int32, toBuffer: int32, baseBuffer: int32 },
      ...{ moreBinning: int32, captureFlag: int32, chunks: int32 },
    },
    plain,
  ),
);

const images: fc.Arbitrary<WireReply> = fc
  .record({ columns: fc.integer({ min: 1, max: 4000 }), rows: fc.integer({ min: 1, max: 4000 }), padding: fc.nat(9) })
  .chain(({ columns, rows, padding }) => {
    const rowBytes = 2 * columns + padding;
    const byteLength = rowBytes * rows;
    const chunks = fc.integer({ min: 1, max: Math.min(byteLength, 50) });
    const sizes = { rowBytes, columns, rows, byteLength };
    return fc.tuple(int32, chunks).map(([type, n]): WireReply => ({ kind: "get-image", type, ...sizes, chunks: n }));
  });

/** Anything that a server may answer. */
export const replies: fc.Arbitrary<WireReply> = fc.oneof(
  fc.record({ kind: fc.constant("refusal" as const), returnCode: int32.filter((code) => code !== 0) }, plain),
  fc.record({ kind: fc.constant("ok-to-run" as const), isOk: fc.boolean() }, plain),
  fc.constant<WireReply>({ kind: "put-image" }),
  fc.record(
    {
      kind: fc.constant("command" as const),
      ended: int32,
      values: fc.array(fc.oneof(fc.double(), text), { maxLength: 6 }),
    },
    plain,
  ),
  images,
  fc
    .record({ type: int32, rowBytes: int32, columns: int32, rows: int32, chunks: count })
    .map((sizes): WireReply => ({ kind: "get-image", byteLength: 0, ...sizes })),
);

/** What a reply answers; a refusal answers anything. */
export function answeredBy(reply: WireReply): AnsweredKind {
  return reply.kind === "refusal" ? "command" : reply.kind;
}

/** Bytes in segments cut at places taken round their length. */
export function cutInto(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const borders = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return borders.slice(1).map((border, i) => bytes.subarray(borders[i], border));
}
