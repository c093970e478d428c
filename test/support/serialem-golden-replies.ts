import type { AnsweredKind, WireReply } from "../../server/drivers/serialem/wire/reply.js";
import type { WireRequest } from "../../server/drivers/serialem/wire/request.js";

/** Requests other than script commands; frames as in `serialem-golden-commands.ts`. */
export const goldenRequests: readonly {
  readonly name: string;
  readonly request: WireRequest;
  readonly frame: string;
}[] = [
  {
    name: "whether a script may run",
    request: { kind: "ok-to-run" },
    frame: `
    08000000 8 bytes in all | 03000000 OKtoRun`,
  },
  {
    name: "for the next chunk",
    request: { kind: "next-chunk" },
    frame: `
    08000000 8 bytes in all | 02000000 ChunkHandshake`,
  },
  {
    name: "for the image in A",
    request: { kind: "get-image", buffer: 0, fft: false },
    frame: `
    10000000 16 bytes in all | 04000000 GetBufferImage | 00000000 buffer A | 00000000 no FFT`,
  },
  {
    name: "for the FFT in C",
    request: { kind: "get-image", buffer: 2, fft: true },
    frame: `
    10000000 16 bytes in all | 04000000 GetBufferImage | 02000000 buffer C | 01000000 FFT`,
  },
  {
    name: "to put an image",
    request: {
      kind: "put-image",
      type: 1,
      columns: 3,
      rows: 5,
      byteLength: 30,
      toBuffer: 15,
      baseBuffer: -1,
      moreBinning: 1,
      captureFlag: 0,
      chunks: 1,
    },
    frame: `
    2c000000 44 bytes in all | 05000000 PutImage | 01000000 int16 | 03000000 3 columns | 05000000 5 rows |
    1e000000 30 bytes | 0f000000 buffer P | ffffffff no base | 01000000 binning | 00000000 flag |
    01000000 1 chunk`,
  },
];

/** Replies, and what they answer. */
export const goldenReplies: readonly {
  readonly name: string;
  readonly to: AnsweredKind;
  readonly reply: WireReply;
  readonly frame: string;
}[] = [
  {
    name: "of a command that reports nothing",
    to: "command",
    reply: { kind: "command", ended: 0, values: [] },
    frame: `
    18000000 24 bytes in all | 00000000 done | ffffffff highest value -1 | 00000000 ended 0 | 01000000 1 words |
    00000000 4 bytes to fill`,
  },
  {
    name: "of ReportStageXYZ",
    to: "command",
    reply: { kind: "command", ended: 0, values: [112.25, -3.5, 0.1] },
    frame: `
    3c000000 60 bytes in all | 00000000 done | 02000000 highest value 2 | 00000000 ended 0 | 0a000000 10 words |
    00000000 a number | 00000000 a number | 00000000 a number | 0000000000105c40 112.25 | 0000000000000cc0 -3.5 |
    9a9999999999b93f 0.1 | 00000000 4 bytes to fill`,
  },
  {
    name: "of ReportTiltAngle",
    to: "command",
    reply: { kind: "command", ended: 0, values: [-59.97] },
    frame: `
    24000000 36 bytes in all | 00000000 done | 00000000 highest value 0 | 00000000 ended 0 | 04000000 4 words |
    00000000 a number | 5c8fc2f528fc4dc0 -59.97 | 00000000 4 bytes to fill`,
  },
  {
    name: "of ReportSlotStatus",
    to: "command",
    reply: { kind: "command", ended: 0, values: [1, "grid 7"] },
    frame: `
    38000000 56 bytes in all | 00000000 done | 01000000 highest value 1 | 00000000 ended 0 | 09000000 9 words |
    00000000 a number | 01000000 a string | 000000000000f03f 1.0 | 0000000000000000 0.0 |
    67726964203700 string "grid 7" and NUL | 0000000000 5 bytes to fill`,
  },
  {
    name: "of ReportLastFrameFile",
    to: "command",
    reply: { kind: "command", ended: 0, values: ["X:\\f\\d-17.3_0004.mrc", "X:\\f", "d-17.3_0004.mrc"] },
    frame: `
    64000000 100 bytes in all | 00000000 done | 02000000 highest value 2 | 00000000 ended 0 | 14000000 20 words |
    01000000 a string | 01000000 a string | 01000000 a string | 0000000000000000 0.0 | 0000000000000000 0.0 |
    0000000000000000 0.0 |
    583a5c665c642d31372e335f303030342e6d726300 string "X:\\\\f\\\\d-17.3_0004.mrc" and NUL |
    583a5c6600 string "X:\\\\f" and NUL | 642d31372e335f303030342e6d726300 string "d-17.3_0004.mrc" and NUL |
    0000 2 bytes to fill`,
  },
  {
    name: "of ReportImageShift",
    to: "command",
    reply: { kind: "command", ended: 0, values: [1.5, -0.25, 1500, -250, 1.5, -0.25] },
    frame: `
    60000000 96 bytes in all | 00000000 done | 05000000 highest value 5 | 00000000 ended 0 | 13000000 19 words |
    00000000 a number | 00000000 a number | 00000000 a number | 00000000 a number | 00000000 a number |
    00000000 a number | 000000000000f83f 1.5 | 000000000000d0bf -0.25 | 0000000000709740 1500.0 |
    0000000000406fc0 -250.0 | 000000000000f83f 1.5 | 000000000000d0bf -0.25 | 00000000 4 bytes to fill`,
  },
  {
    name: "of a number between two strings",
    to: "command",
    reply: { kind: "command", ended: 0, values: ["", 2, "é"] },
    frame: `
    40000000 64 bytes in all | 00000000 done | 02000000 highest value 2 | 00000000 ended 0 | 0b000000 11 words |
    01000000 a string | 00000000 a number | 01000000 a string | 0000000000000000 0.0 | 0000000000000040 2.0 |
    0000000000000000 0.0 | 00 empty string: NUL | c3a900 string "é" and NUL | 00000000 4 bytes to fill`,
  },
  {
    name: "of a command that failed",
    to: "command",
    reply: { kind: "command", ended: 1, values: ["Slot 3 is empty"] },
    frame: `
    34000000 52 bytes in all | 00000000 done | 00000000 highest value 0 | 01000000 ended 1 | 08000000 8 words |
    01000000 a string | 0000000000000000 0.0 | 536c6f74203320697320656d70747900 string "Slot 3 is empty" and NUL |
    00000000 4 bytes to fill`,
  },
  {
    name: "of a command that STOP interrupted",
    to: "command",
    reply: { kind: "command", ended: -234561, values: [] },
    frame: `
    18000000 24 bytes in all | 00000000 done | ffffffff highest value -1 | bf6bfcff ended -234561 |
    01000000 1 words | 00000000 4 bytes to fill`,
  },
  {
    name: "of Exit",
    to: "command",
    reply: { kind: "command", ended: -123456, values: [] },
    frame: `
    18000000 24 bytes in all | 00000000 done | ffffffff highest value -1 | c01dfeff ended -123456 |
    01000000 1 words | 00000000 4 bytes to fill`,
  },
  {
    name: "that says that a script may run",
    to: "ok-to-run",
    reply: { kind: "ok-to-run", isOk: true },
    frame: `
    0c000000 12 bytes in all | 00000000 done | 01000000 true`,
  },
  {
    name: "that says that none may",
    to: "ok-to-run",
    reply: { kind: "ok-to-run", isOk: false },
    frame: `
    0c000000 12 bytes in all | 00000000 done | 00000000 false`,
  },
  {
    name: "that announces an image",
    to: "get-image",
    reply: { kind: "get-image", type: 6, rowBytes: 11520, columns: 5760, rows: 4092, byteLength: 47139840, chunks: 2 },
    frame: `
    20000000 32 bytes in all | 00000000 done | 06000000 uint16 | 002d0000 11520 bytes a row |
    80160000 5760 columns | fc0f0000 4092 rows | 004ccf02 47139840 bytes | 02000000 2 chunks`,
  },
  {
    name: "that there is no image",
    to: "get-image",
    reply: { kind: "get-image", type: 2, rowBytes: 0, columns: 0, rows: 0, byteLength: 0, chunks: 0 },
    frame: `
    20000000 32 bytes in all | 00000000 done | 02000000 2 | 00000000 0 | 00000000 0 | 00000000 0 |
    00000000 no bytes | 00000000 0`,
  },
  {
    name: "that an image may be sent",
    to: "put-image",
    reply: { kind: "put-image" },
    frame: `
    08000000 8 bytes in all | 00000000 done`,
  },
  {
    name: "that refuses: STOP",
    to: "command",
    reply: { kind: "refusal", returnCode: -10 },
    frame: `
    08000000 8 bytes in all | f6ffffff STOP`,
  },
  {
    name: "that refuses: busy",
    to: "command",
    reply: { kind: "refusal", returnCode: -9 },
    frame: `
    08000000 8 bytes in all | f7ffffff busy`,
  },
  {
    name: "that refuses: unknown code",
    to: "command",
    reply: { kind: "refusal", returnCode: -1 },
    frame: `
    08000000 8 bytes in all | ffffffff unknown code`,
  },
  {
    name: "that refuses: wrong length",
    to: "command",
    reply: { kind: "refusal", returnCode: -6 },
    frame: `
    08000000 8 bytes in all | faffffff wrong length`,
  },
];
