import type { Socket } from "node:net";
import { ByteStream, StreamEnded } from "../../serialem/wire/byte-stream.js";
import { CommandEnd, ReturnCode } from "../../serialem/wire/codes.js";
import { commandsByOpcode } from "../../serialem/wire/commands.js";
import type { Frame } from "../../serialem/wire/frame.js";
import { encodeReply } from "../../serialem/wire/reply.js";
import { type CommandRequest, decodeRequest, type WireRequest } from "../../serialem/wire/request.js";
import { WireError } from "../../serialem/wire/wire-error.js";
import { AnswerLost, AnswerWriter, type Delivery, plainDelivery } from "./answer-writer.js";
import type { EmulatorCore } from "./emulator-core.js";
import { carryOut, commandReply, failure, refusal, STOPPED, sendImage, takeImage } from "./respond.js";
import { ScriptError } from "./script-error.js";

/** Serves one client: a request after the other, each answered before the next one is looked at. */
export class ClientSession {
  readonly #stream: ByteStream;

  constructor(
    readonly socket: Socket,
    readonly core: EmulatorCore,
    /** Counts the clients. */
    readonly number: number,
  ) {
    this.#stream = new ByteStream(socket);
  }

  /** Whether the client has gone or was cut off. */
  get isOver(): boolean {
    return this.socket.destroyed || this.#stream.hasEnded;
  }

  /** Waits for a request and answers it. @returns false if there will be none any more */
  async next(begun: () => void): Promise<boolean> {
    try {
      const frame = await this.#stream.frame();
      begun();
      await this.#answer(frame);
      return true;
    } catch (error) {
      if (error instanceof StreamEnded || error instanceof AnswerLost) {
        this.socket.destroy();
        return false;
      }
      if (!(error instanceof WireError)) throw error;
      return this.#refuse(error);
    }
  }

  /** What does not even have the length of a frame is answered and forgotten with all that came behind it. */
  async #refuse({ returnCode, message }: WireError): Promise<boolean> {
    this.#stream.discard();
    this.core.log(this.number, "", message, 0);
    if (this.socket.destroyed) return false;
    this.socket.write(refusal(returnCode));
    if (returnCode === ReturnCode.TooLong) this.socket.end();
    return true;
  }

  async #answer(frame: Frame): Promise<void> {
    const request = this.#request(frame);
    if (request === undefined) return;
    const delivery = plainDelivery();
    const writer = new AnswerWriter(this.socket, delivery);
    const { control, scope, mostChunkBytes } = this.core;
    if (request.kind === "ok-to-run") {
      await this.#befall(request, delivery);
      await writer.write(encodeReply({ kind: "ok-to-run", isOk: control.ask() }));
      return;
    }
    if (!control.begin()) {
      this.core.log(this.number, nameOf(request), "answered by STOP", 0);
      await writer.write(STOPPED);
      return;
    }
    this.core.log(this.number, nameOf(request), describe(request), frame.content.length + 8);
    try {
      if (request.kind === "command") await writer.write(await this.#run(request, delivery));
      else {
        await this.#befall(request, delivery);
        if (request.kind === "get-image") await sendImage(request, scope, this.#stream, writer, mostChunkBytes);
        else if (request.kind === "put-image") await takeImage(request, scope, this.#stream, writer);
      }
    } finally {
      control.end(false);
      this.core.answered();
    }
  }

  #request(frame: Frame): Exclude<WireRequest, { readonly kind: "next-chunk" }> | undefined {
    try {
      const request = decodeRequest(frame);
      if (request.kind !== "next-chunk") return request;
      this.socket.write(refusal(ReturnCode.UnknownFunction));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.core.log(this.number, "", error.message, 0);
      this.socket.write(refusal(error.returnCode));
    }
    return undefined;
  }

  async #run(request: CommandRequest, delivery: Delivery): Promise<Buffer> {
    const { control, scope } = this.core;
    let reply: Buffer;
    try {
      await this.#befall(request, delivery);
      if (commandsByOpcode.get(request.opcode)?.name === "Exit") {
        control.exit();
        const isQuiet = (request.slots[0]?.number ?? 0) !== 0;
        return commandReply(isQuiet ? CommandEnd.ExitedQuietly : CommandEnd.Exited, []);
      }
      reply = commandReply(CommandEnd.Done, await carryOut(request, scope));
    } catch (error) {
      if (!(error instanceof ScriptError)) this.core.log(this.number, "", `broken: ${(error as Error).stack}`, 0);
      reply = failure((error as Error).message);
    }
    return control.end(true) ? commandReply(CommandEnd.Stopped, []) : reply;
  }

  async #befall(request: WireRequest, delivery: Delivery): Promise<void> {
    for (const { kind, options } of this.core.schedule.due(nameOf(request))) {
      this.core.log(this.number, "", `misbehaviour ${kind.name}`, 0);
      await kind.strike(options, this.core.scene(delivery));
    }
  }
}

/** As misbehaviours know it. */
function nameOf(request: WireRequest): string {
  switch (request.kind) {
    case "command":
      return commandsByOpcode.get(request.opcode)?.name ?? `${request.opcode}`;
    case "get-image":
      return "GetBufferImage";
    case "put-image":
      return "PutImage";
    case "ok-to-run":
      return "OKtoRun";
    case "next-chunk":
      return "ChunkHandshake";
  }
}

function describe(request: WireRequest): string {
  if (request.kind === "command") return request.slots.map(({ text }) => text).join(", ");
  return JSON.stringify(request);
}
