import { type ArgumentSlot, decodeArguments, encodeArguments } from "./argument-array.js";
import { FunctionCode, ReturnCode } from "./codes.js";
import { ContentReader } from "./content-reader.js";
import { encodeFrame, type Frame } from "./frame.js";
import { WireError } from "./wire-error.js";

/** A script command. */
export interface CommandRequest {
  readonly kind: "command";
  /** Line of the command in SerialEM's list, from 0. */
  readonly opcode: number;
  readonly slots: readonly ArgumentSlot[];
}

/** Asks for the image in a buffer. */
export interface GetImageRequest {
  readonly kind: "get-image";
  /** 0 for A. */
  readonly buffer: number;
  readonly fft: boolean;
}

/** Announces an image; its bytes follow the reply. */
export interface PutImageRequest {
  readonly kind: "put-image";
  readonly type: number;
  readonly columns: number;
  readonly rows: number;
  readonly byteLength: number;
  readonly toBuffer: number;
  readonly baseBuffer: number;
  readonly moreBinning: number;
  readonly captureFlag: number;
  readonly chunks: number;
}

/** What a client sends in a frame. */
export type WireRequest =
  | CommandRequest
  | GetImageRequest
  | PutImageRequest
  | { readonly kind: "ok-to-run" }
  /** Sent before each chunk of an image but the first; no reply but the chunk. */
  | { readonly kind: "next-chunk" };

type NineLongs = [number, number, number, number, number, number, number, number, number];

/** @throws RangeError for what no frame can carry */
export function encodeRequest(request: WireRequest): Buffer {
  switch (request.kind) {
    case "ok-to-run":
      return encodeFrame(FunctionCode.OkToRun);
    case "next-chunk":
      return encodeFrame(FunctionCode.ChunkHandshake);
    case "command": {
      const array = encodeArguments(request.slots);
      const longs = [request.opcode, request.slots.length, array.length / 4];
      return encodeFrame(FunctionCode.RegularCommand, { longs, array });
    }
    case "get-image":
      return encodeFrame(FunctionCode.GetBufferImage, { longs: [request.buffer, request.fft ? 1 : 0] });
    case "put-image": {
      const { type, columns, rows, byteLength, toBuffer, baseBuffer, moreBinning, captureFlag, chunks } = request;
      const longs = [type, columns, rows, byteLength, toBuffer, baseBuffer, moreBinning, captureFlag, chunks];
      return encodeFrame(FunctionCode.PutImage, { longs });
    }
  }
}

/** @throws WireError with what a server answers to such a frame */
export function decodeRequest(frame: Frame): WireRequest {
  switch (frame.code) {
    case FunctionCode.OkToRun:
      new ContentReader(frame, "the question whether a script may run").end();
      return { kind: "ok-to-run" };
    case FunctionCode.ChunkHandshake:
      new ContentReader(frame, "the call for the next chunk").end();
      return { kind: "next-chunk" };
    case FunctionCode.RegularCommand: {
      const reader = new ContentReader(frame, "a command");
      const [opcode, lastIndex, words] = reader.longs(3) as [number, number, number];
      const { bytes, offset } = reader.array(words);
      return { kind: "command", opcode, slots: decodeArguments(bytes, lastIndex, offset) };
    }
    case FunctionCode.GetBufferImage: {
      const reader = new ContentReader(frame, "the call for an image");
      const [buffer, fft] = reader.longs(2) as [number, number];
      reader.end();
      return { kind: "get-image", buffer, fft: fft !== 0 };
    }
    case FunctionCode.PutImage: {
      const reader = new ContentReader(frame, "the announcement of an image");
      const [type, columns, rows, byteLength, toBuffer, baseBuffer, moreBinning, captureFlag, chunks] = reader.longs(
        9,
      ) as NineLongs;
      reader.end();
      return {
        kind: "put-image",
        ...{ type, columns, rows, byteLength, toBuffer, baseBuffer, moreBinning, captureFlag, chunks },
      };
    }
    default:
      throw new WireError(`no function has the code ${frame.code}`, frame.offset - 4, ReturnCode.UnknownFunction);
  }
}
