import { type Argument, argumentSlots, misfit } from "../wire/arguments.js";
import type { ByteStream } from "../wire/byte-stream.js";
import { type CommandName, commandSpec } from "../wire/commands.js";
import { chunkLengths, pixelBytes, type WireImage } from "../wire/image.js";
import { type AnsweredKind, decodeReply, type WireReply } from "../wire/reply.js";
import type { ReportedValue } from "../wire/report-array.js";
import { encodeRequest, type WireRequest } from "../wire/request.js";
import { ArgumentError, CommandUnderWayError } from "./errors.js";
import { ExclusiveLine, type LineOptions } from "./exclusive-line.js";
import { failureOf, refusalOf } from "./outcome-of-reply.js";

/** Where an image is put, and how SerialEM is to take it. */
export interface PutImageOptions {
  /** Letter of the buffer it goes into. */
  readonly to: string;
  /** Letter of the buffer whose properties it takes over. Default: that one. */
  readonly base?: string;
  /** How much smaller it is than that one. Default: 1. */
  readonly moreBinning?: number;
  /** How it came about. Default: −1, processed. */
  readonly captureFlag?: number;
}

/**
 * Speaks to SerialEM's external control: one command at a time, each for as long as it takes. It never sends a command
 * twice, never closes the connection because an answer takes long, never connects anew by itself, and never makes an
 * answer up. The operator's STOP is latched: from then on it sends nothing, until {@link clearStop}.
 *
 * All calls throw a `SerialEmError`, whose `refused` says whether anything can have happened at the microscope.
 *
 * @example
 * const client = new SerialEmClient({ host: "scope-pc", alarm, stopped });
 * await client.connect();
 * await client.run("ReportNumExeFuncs"); // harmless: waits until SerialEM is free
 * const [x, y, z] = await client.run("ReportStageXYZ");
 */
export class SerialEmClient {
  readonly #line: ExclusiveLine;

  constructor(options: LineOptions = {}) {
    this.#line = new ExclusiveLine(options);
  }

  /** The command that is not answered yet. */
  get running(): string | undefined {
    return this.#line.running;
  }

  /** Whether the operator's STOP is latched. */
  get isStopped(): boolean {
    return this.#line.isStopped;
  }

  get isConnected(): boolean {
    return this.#line.isOpen;
  }

  /**
   * Connects, by which nothing is sent. SerialEM has one client: another one that is connected is cut off, once the
   * command that is carried out for it has ended. A connection that is lost is not made again by itself, since that would
   * erase the operator's STOP.
   *
   * @throws OperatorStopError while STOP is latched @throws NotConnectedError
   */
  connect(): Promise<void> {
    return this.#line.open();
  }

  /** Closes the connection. @throws CommandUnderWayError while a command waits for its answer */
  disconnect(): void {
    if (this.running !== undefined) throw new CommandUnderWayError("disconnect", this.running);
    this.#line.close();
  }

  /** Lets go of everything because this process ends; a command under way goes on at the microscope. */
  destroy(): void {
    this.#line.close();
  }

  /** The operator has given the microscope back. */
  clearStop(): void {
    this.#line.clearStop();
  }

  /** Whether this client may take external control: false if another one has it. If it may, it has it by this. */
  async mayRun(): Promise<boolean> {
    return this.#line.alone("OKtoRun", async (stream) => {
      const reply = await answer(stream, "OKtoRun", { kind: "ok-to-run" });
      return reply.kind === "ok-to-run" && reply.isOk;
    });
  }

  /** Carries a script command out and waits for its end. @returns what it reports */
  async run(name: CommandName, ...values: readonly Argument[]): Promise<readonly ReportedValue[]> {
    const spec = commandSpec(name);
    const slots = asArgumentError(() => argumentSlots(spec, values));
    return this.#line.alone(name, async (stream) => {
      const reply = await answer(stream, name, { kind: "command", opcode: spec.opcode, slots });
      if (reply.kind !== "command") return [];
      const failure = failureOf(name, reply.ended, reply.values);
      if (failure !== undefined) throw failure;
      const problem = misfit(spec, reply.values);
      if (problem !== undefined) throw new Error(problem);
      return reply.values;
    });
  }

  /** The same for a command of whose values only the numbers matter. */
  async numbers(name: CommandName, ...values: readonly Argument[]): Promise<readonly number[]> {
    return (await this.run(name, ...values)).filter((value) => typeof value === "number");
  }

  /** The image in a buffer, A to T; undefined if it is empty. @param fft that of the buffer's FFT */
  async image(buffer: string, fft = false): Promise<WireImage | undefined> {
    const index = bufferIndex(buffer);
    const name = `image ${buffer}`;
    return this.#line.alone(name, async (stream) => {
      const reply = await answer(stream, name, { kind: "get-image", buffer: index, fft });
      if (reply.kind !== "get-image" || reply.byteLength === 0) return undefined;
      const chunks: Buffer[] = [];
      for (const length of chunkLengths(reply.byteLength, reply.chunks)) {
        if (chunks.length > 0) stream.socket.write(encodeRequest({ kind: "next-chunk" }));
        chunks.push(await stream.bytes(length));
      }
      const { type, rowBytes, columns, rows } = reply;
      return { type, rowBytes, columns, rows, bytes: Buffer.concat(chunks) };
    });
  }

  /** Puts an image into a buffer. SerialEM does not say when it is there: the next command's answer comes after it. */
  async putImage({ type, columns, rows, rowBytes, bytes }: WireImage, options: PutImageOptions): Promise<void> {
    const { to, base = to, moreBinning = 1, captureFlag = -1 } = options;
    const size = pixelBytes(type);
    if (size === undefined || rowBytes !== columns * size || bytes.length !== rowBytes * rows || bytes.length === 0) {
      throw new ArgumentError(
        `${bytes.length} bytes are no image of ${columns} × ${rows} pixels of type ${type} without padding`,
      );
    }
    const toBuffer = bufferIndex(to);
    const baseBuffer = bufferIndex(base);
    const name = `put image ${to}`;
    await this.#line.alone(name, async (stream) => {
      const sizes = { type, columns, rows, byteLength: bytes.length, chunks: 1 };
      await answer(stream, name, { kind: "put-image", ...sizes, toBuffer, baseBuffer, moreBinning, captureFlag });
      stream.socket.write(bytes);
    });
  }
}

type AnsweredRequest = Extract<WireRequest, { readonly kind: AnsweredKind }>;

async function answer(stream: ByteStream, name: string, request: AnsweredRequest): Promise<WireReply> {
  stream.socket.write(encodeRequest(request));
  const reply = decodeReply(await stream.frame(), request.kind);
  const refusal = refusalOf(name, reply);
  if (refusal !== undefined) throw refusal;
  return reply;
}

function asArgumentError<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw new ArgumentError(error.message);
    throw error;
  }
}

function bufferIndex(letter: string): number {
  const index = letter.length === 1 ? letter.charCodeAt(0) - 65 : -1;
  if (index < 0 || index >= 20) throw new ArgumentError(`'${letter}' is no buffer; a letter from A to T was expected`);
  return index;
}
