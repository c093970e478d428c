import { connect } from "node:net";
import type { RandomStream } from "../../../env/random/random-stream.js";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const SETTINGS = frame(4, 0, 0, Buffer.alloc(0));
/** A connection that is broken has to end within this time, milliseconds. */
const ENDS_WITHIN = 10_000;

/** An HTTP/2 frame (RFC 9113, 4.1). */
function frame(type: number, flags: number, stream: number, payload: Buffer, length = payload.length): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Beginnings of connections that no HTTP/2 server may go on with. */
const broken: readonly ((random: RandomStream) => Buffer)[] = [
  (random) => bytes(random, 64),
  () => Buffer.from("GET / HTTP/1.1\r\nhost: policy\r\n\r\n"),
  () => Buffer.from("16030100c8010000c40303", "hex"),
  () => PREFACE.subarray(0, 9),
  () => Buffer.concat([PREFACE, frame(4, 0, 0, Buffer.alloc(5))]),
  () => Buffer.concat([PREFACE, frame(4, 1, 0, Buffer.alloc(6))]),
  () => Buffer.concat([PREFACE, SETTINGS, frame(0, 0, 0, Buffer.alloc(8))]),
  () => Buffer.concat([PREFACE, SETTINGS, frame(1, 4, 0, Buffer.alloc(8))]),
  (random) => Buffer.concat([PREFACE, SETTINGS, frame(1, 5, 1, bytes(random, 40))]),
  () => Buffer.concat([PREFACE, SETTINGS, frame(8, 0, 0, Buffer.alloc(4))]),
  () => Buffer.concat([PREFACE, SETTINGS, frame(8, 0, 0, Buffer.alloc(3))]),
  () => Buffer.concat([PREFACE, SETTINGS, frame(9, 4, 1, Buffer.alloc(4))]),
  () => Buffer.concat([PREFACE, SETTINGS, frame(5, 4, 1, Buffer.alloc(4))]),
  () => Buffer.concat([PREFACE, SETTINGS, frame(3, 0, 7, Buffer.alloc(4))]),
  () => Buffer.concat([PREFACE, SETTINGS, frame(6, 0, 0, Buffer.alloc(7))]),
  () => Buffer.concat([PREFACE, SETTINGS, frame(0, 0, 1, Buffer.alloc(0), 0xff_ff_ff)]),
  (random) => Buffer.concat([PREFACE, SETTINGS, bytes(random, 1 + random.integer(300))]),
];

/** Sends the beginning of a broken connection. @returns whether the server has ended it in time */
export function sendBrokenFrames(port: number, number: number, random: RandomStream): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const late = setTimeout(() => {
      socket.destroy();
      resolve(false);
    }, ENDS_WITHIN);
    socket.on("error", () => {});
    socket.on("data", () => {});
    socket.on("close", () => {
      clearTimeout(late);
      resolve(true);
    });
    socket.end(broken[number % broken.length]!(random));
  });
}

function bytes(random: RandomStream, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => random.integer(256)));
}
