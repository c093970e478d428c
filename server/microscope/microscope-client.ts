import { connect, type Socket } from "node:net";
import { InstrumentClock } from "../instrument-clock.js";
import type { MicroscopeCommand, MicroscopeEvent, MicroscopeReply } from "./commands.js";
import { eachLine, writeLine } from "./json-lines.js";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
export type MicroscopeRequest = WithoutId<MicroscopeCommand>;

/** The control software said no, or the connection to it broke. */
export class MicroscopeError extends Error {
  override readonly name = "MicroscopeError";
  constructor(
    message: string,
    /** The command was refused before anything moved; else it can't be told. */
    readonly refused: boolean,
  ) {
    super(message);
  }
}

export interface MicroscopeClientOptions {
  /** Takes readings over. Default: a clock of its own. */
  readonly clock?: InstrumentClock;
  /** Hears what the microscope says by itself. */
  readonly heard?: (event: MicroscopeEvent) => void;
  /** The connection is over. */
  readonly closed?: () => void;
}

/** A driver's connection to a simulated microscope. */
export class MicroscopeClient {
  readonly clock: InstrumentClock;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, { resolve(reply: MicroscopeReply): void; reject(error: Error): void }>();
  #lastId = 0;

  private constructor(socket: Socket, { clock = new InstrumentClock(), heard, closed }: MicroscopeClientOptions) {
    this.#socket = socket;
    this.clock = clock;
    const broken = () => {
      for (const { reject } of this.#waiting.values())
        reject(new MicroscopeError("the connection to the microscope broke", false));
      this.#waiting.clear();
    };
    socket.setNoDelay(true);
    socket.on("close", () => {
      broken();
      closed?.();
    });
    socket.on("error", broken);
    eachLine(socket, (line) => {
      const said = JSON.parse(line) as MicroscopeReply | (MicroscopeEvent & { readonly instrumentSeconds: number });
      this.clock.observe(said.instrumentSeconds);
      if ("event" in said) {
        heard?.(said);
        return;
      }
      this.#waiting.get(said.id)?.resolve(said);
      this.#waiting.delete(said.id);
    }).catch(broken);
  }

  /** @throws MicroscopeError if nothing listens there */
  static async connect(port: number, options: MicroscopeClientOptions = {}): Promise<MicroscopeClient> {
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", (error) => {
        reject(new MicroscopeError(`no microscope listens on port ${port}: ${error.message}`, true));
      });
    });
    return new MicroscopeClient(socket, options);
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  /** Sends a command and waits for its answer, however long it takes. @throws MicroscopeError */
  async request(request: MicroscopeRequest): Promise<MicroscopeReply & { readonly ok: true }> {
    if (this.isClosed) throw new MicroscopeError("the connection to the microscope is closed", true);
    const id = ++this.#lastId;
    const reply = await new Promise<MicroscopeReply>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      writeLine(this.#socket, { id, ...request });
    });
    if (!reply.ok) throw new MicroscopeError(reply.error, reply.done !== true);
    return reply;
  }

  close(): void {
    this.#socket.destroy();
  }
}
