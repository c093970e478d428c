import { setTimeout as sleep } from "node:timers/promises";
import type { ByteStream } from "../../serialem/wire/byte-stream.js";
import { CommandEnd, FunctionCode, ReturnCode } from "../../serialem/wire/codes.js";
import { commandsByOpcode } from "../../serialem/wire/commands.js";
import { chunkLengths, pixelBytes } from "../../serialem/wire/image.js";
import { encodeReply } from "../../serialem/wire/reply.js";
import type { ReportedValue } from "../../serialem/wire/report-array.js";
import type { CommandRequest, GetImageRequest, PutImageRequest } from "../../serialem/wire/request.js";
import type { AnswerWriter } from "./answer-writer.js";
import type { EmulatedScope } from "./emulated-scope.js";
import { Arguments } from "./handler.js";
import { allHandlers } from "./handlers/all-handlers.js";
import { ScriptError } from "./script-error.js";

/** Between an image's announcement and its first byte: the stock client can't take both in one segment. */
export const IMAGE_GAP_MILLISECONDS = 50;
/** What a server says that has no memory for an image. */
const NO_MEMORY = -2;
const MOST_IMAGE_BYTES = 1 << 28;

/** Carries a script command out. @returns what it reports @throws ScriptError */
export async function carryOut(
  { opcode, slots }: CommandRequest,
  scope: EmulatedScope,
): Promise<readonly ReportedValue[]> {
  const spec = commandsByOpcode.get(opcode);
  const handler = spec === undefined ? undefined : allHandlers[spec.name];
  if (spec === undefined || handler === undefined) {
    throw new ScriptError(`Command ${spec?.name ?? opcode} is not emulated`);
  }
  return handler(new Arguments(slots).require(spec), scope);
}

/** Says how a command ended. */
export function commandReply(ended: number, values: readonly ReportedValue[]): Buffer {
  return encodeReply({ kind: "command", ended, values });
}

/** Says that it failed. */
export function failure(message: string): Buffer {
  return commandReply(CommandEnd.Failed, [message]);
}

/** Sends the image in a buffer, in chunks of at most so many bytes, each but the first on request. */
export async function sendImage(
  { buffer, fft }: GetImageRequest,
  { buffers }: EmulatedScope,
  stream: ByteStream,
  writer: AnswerWriter,
  mostChunkBytes: number,
): Promise<void> {
  const image = fft ? undefined : buffers.at(buffer);
  if (image === undefined) {
    const nothing = { type: buffer, rowBytes: 0, columns: 0, rows: 0, byteLength: 0, chunks: 0 };
    await writer.write(encodeReply({ kind: "get-image", ...nothing }));
    return;
  }
  const { type, rowBytes, columns, rows, bytes } = image;
  const chunks = chunkCount(bytes.length, mostChunkBytes);
  await writer.write(
    encodeReply({ kind: "get-image", type, rowBytes, columns, rows, byteLength: bytes.length, chunks }),
  );
  await sleep(IMAGE_GAP_MILLISECONDS);
  let sent = 0;
  for (const length of chunkLengths(bytes.length, chunks)) {
    if (sent > 0 && (await stream.frame()).code !== FunctionCode.ChunkHandshake) {
      stream.socket.destroy();
      return;
    }
    await writer.write(bytes.subarray(sent, sent + length));
    sent += length;
  }
}

/** Chunks that are all needed: with another number the client would ask for one that is empty. */
function chunkCount(byteLength: number, mostChunkBytes: number): number {
  let chunks = Math.ceil(byteLength / mostChunkBytes);
  for (;;) {
    const needed = chunkLengths(byteLength, chunks).length;
    if (needed === chunks) return chunks;
    chunks = needed;
  }
}

/** Takes an image; nothing is said when it is there. */
export async function takeImage(
  request: PutImageRequest,
  { buffers, beam }: EmulatedScope,
  stream: ByteStream,
  writer: AnswerWriter,
): Promise<void> {
  const { type, columns, rows, byteLength, toBuffer } = request;
  const size = pixelBytes(type);
  if (size === undefined || byteLength !== size * columns * rows || byteLength <= 0 || byteLength > MOST_IMAGE_BYTES) {
    await writer.write(encodeReply({ kind: "refusal", returnCode: NO_MEMORY }));
    return;
  }
  await writer.write(encodeReply({ kind: "put-image" }));
  const bytes = await stream.bytes(byteLength);
  const geometry = { area: "", centre: beam, fieldMicrometers: 0 };
  buffers.put(toBuffer, { type, columns, rows, rowBytes: size * columns, bytes, ...geometry });
}

/** Answers a frame that is refused. */
export function refusal(returnCode: number): Buffer {
  return encodeReply({ kind: "refusal", returnCode });
}

/** The answer to a command that STOP was pressed before. */
export const STOPPED = refusal(ReturnCode.Stopped);
