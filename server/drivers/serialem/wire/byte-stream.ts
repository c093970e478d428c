import type { Socket } from "node:net";
import type { Frame } from "./frame.js";
import { FrameDecoder } from "./frame-decoder.js";

/** The other side is gone. */
export class StreamEnded extends Error {
  override readonly name = "StreamEnded";
  constructor(
    /** Bytes of what was waited for that had come. */
    readonly received: number,
    cause?: Error,
  ) {
    super(cause === undefined ? "the connection was closed" : `the connection broke: ${cause.message}`, { cause });
  }
}

/** Frames and raw bytes of a socket, taken one after the other. */
export class ByteStream {
  readonly #decoder = new FrameDecoder();
  #ended: { readonly cause?: Error } | undefined;
  #wake: (() => void) | undefined;

  constructor(
    readonly socket: Socket,
    /** Called with each segment that comes. */
    readonly heard: () => void = () => {},
  ) {
    socket.on("data", (segment: Buffer) => {
      this.#decoder.push(segment);
      this.heard();
      this.#wake?.();
    });
    socket.on("end", () => this.#end());
    socket.on("close", () => this.#end());
    socket.on("error", (cause) => this.#end(cause));
  }

  /** Bytes that came and were not taken. */
  get buffered(): number {
    return this.#decoder.buffered;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** @throws WireError for what is no frame @throws StreamEnded */
  frame(): Promise<Frame> {
    return this.#take(() => this.#decoder.frame());
  }

  /** @throws StreamEnded */
  bytes(count: number): Promise<Buffer> {
    return this.#take(() => this.#decoder.bytes(count));
  }

  /** Forgets what came and was not taken. */
  discard(): void {
    this.#decoder.discard();
  }

  async #take<T>(next: () => T | undefined): Promise<T> {
    for (;;) {
      const taken = next();
      if (taken !== undefined) return taken;
      if (this.#ended !== undefined) throw new StreamEnded(this.#decoder.buffered, this.#ended.cause);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  #end(cause?: Error): void {
    this.#ended ??= cause === undefined ? {} : { cause };
    this.#wake?.();
  }
}
