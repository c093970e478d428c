import { ReturnCode } from "./codes.js";
import { ContentReader } from "./content-reader.js";
import { encodeFrame, type Frame } from "./frame.js";
import { decodeReport, encodeReport, type ReportedValue } from "./report-array.js";
import type { WireRequest } from "./request.js";
import { WireError } from "./wire-error.js";

/** How a command ended. */
export interface CommandReply {
  readonly kind: "command";
  /** 0, or one of {@link import("./codes.js").CommandEnd}. */
  readonly ended: number;
  /** The message, if it failed. */
  readonly values: readonly ReportedValue[];
}

/** What image follows, raw; none at all if it has no bytes. */
export interface GetImageReply {
  readonly kind: "get-image";
  readonly type: number;
  readonly rowBytes: number;
  readonly columns: number;
  readonly rows: number;
  readonly byteLength: number;
  readonly chunks: number;
}

/** What a server answers in a frame. */
export type WireReply =
  /** Nothing was done: see {@link import("./codes.js").ReturnCode}. */
  | { readonly kind: "refusal"; readonly returnCode: number }
  | CommandReply
  | GetImageReply
  | { readonly kind: "ok-to-run"; readonly isOk: boolean }
  /** The bytes may be sent. */
  | { readonly kind: "put-image" };

/** What is answered by a frame; the call for a next chunk is answered by the chunk. */
export type AnsweredKind = Exclude<WireRequest["kind"], "next-chunk">;

/** @throws RangeError for what no frame can carry */
export function encodeReply(reply: WireReply): Buffer {
  switch (reply.kind) {
    case "refusal":
      return encodeFrame(reply.returnCode);
    case "put-image":
      return encodeFrame(ReturnCode.Done);
    case "ok-to-run":
      return encodeFrame(ReturnCode.Done, { booleans: [reply.isOk] });
    case "command": {
      const array = encodeReport(reply.values);
      const longs = [reply.values.length - 1, reply.ended, array.length / 4];
      return encodeFrame(ReturnCode.Done, { longs, array });
    }
    case "get-image": {
      const { type, rowBytes, columns, rows, byteLength, chunks } = reply;
      return encodeFrame(ReturnCode.Done, { longs: [type, rowBytes, columns, rows, byteLength, chunks] });
    }
  }
}

/** @param to what it answers @throws WireError if it can't be the answer to that */
export function decodeReply(frame: Frame, to: AnsweredKind): WireReply {
  if (frame.code !== ReturnCode.Done) {
    new ContentReader(frame, `a refusal (${frame.code})`).end();
    return { kind: "refusal", returnCode: frame.code };
  }
  const reader = new ContentReader(frame, `the reply to '${to}'`);
  switch (to) {
    case "put-image":
      reader.end();
      return { kind: "put-image" };
    case "ok-to-run": {
      const [isOk] = reader.longs(1);
      reader.end();
      return { kind: "ok-to-run", isOk: isOk !== 0 };
    }
    case "command": {
      const [highestIndex, ended, words] = reader.longs(3) as [number, number, number];
      const { bytes, offset } = reader.array(words);
      return { kind: "command", ended, values: decodeReport(bytes, highestIndex, offset) };
    }
    case "get-image": {
      const longs = reader.longs(6) as [number, number, number, number, number, number];
      const [type, rowBytes, columns, rows, byteLength, chunks] = longs;
      reader.end();
      requireImage({ rowBytes, columns, rows, byteLength, chunks }, frame.offset);
      return { kind: "get-image", type, rowBytes, columns, rows, byteLength, chunks };
    }
  }
}

/** Greatest image that is believed in: 32,768 pixels a side, 4 bytes each. */
const MOST_IMAGE_BYTES = 2 ** 31 - 1;

/** Of an empty buffer only the length means anything. */
function requireImage(
  { rowBytes, columns, rows, byteLength, chunks }: Omit<GetImageReply, "kind" | "type">,
  offset: number,
): void {
  if (byteLength === 0) return;
  const isPossible =
    byteLength > 0 &&
    byteLength <= MOST_IMAGE_BYTES &&
    columns > 0 &&
    rows > 0 &&
    rowBytes >= columns &&
    rowBytes * rows === byteLength &&
    chunks >= 1 &&
    chunks <= byteLength;
  if (isPossible) return;
  const said = `${columns} × ${rows} pixels, ${rowBytes} bytes a row, ${byteLength} bytes in ${chunks} chunks`;
  throw new WireError(`an image of ${said}; rows × bytes a row and at least one chunk were expected`, offset);
}
