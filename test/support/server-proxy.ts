import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/**
 * Stands between two processes that talk over TCP: keeps what passes through and cuts connections, in the middle of
 * a message if need be.
 *
 * @example const proxy = await TcpProxy.start(50051, [800, 5000]);
 */
export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #toTarget: Buffer[] = [];
  readonly #fromTarget: Buffer[] = [];
  readonly #cutsAtBytes: number[];
  #passedBytes = 0;
  #cuts = 0;

  private constructor(
    readonly targetPort: number,
    cutsAtBytes: readonly number[],
  ) {
    this.#cutsAtBytes = [...cutsAtBytes];
    this.#server = createServer((client) => this.#join(client));
  }

  /** @param cutsAtBytes numbers of bytes, both directions together and from the start, after which all is cut */
  static async start(targetPort: number, cutsAtBytes: readonly number[] = []): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort, cutsAtBytes);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How often it has cut. */
  get cuts(): number {
    return this.#cuts;
  }

  /** All that passed towards the target. */
  get toTarget(): Buffer {
    return Buffer.concat(this.#toTarget);
  }

  /** All that passed from the target. */
  get fromTarget(): Buffer {
    return Buffer.concat(this.#fromTarget);
  }

  /** Cuts all connections; new ones may come. */
  cut(): void {
    this.#cuts++;
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket): void {
    const target = connect(this.targetPort, "127.0.0.1");
    this.#relay(client, target, this.#toTarget);
    this.#relay(target, client, this.#fromTarget);
  }

  #relay(from: Socket, to: Socket, kept: Buffer[]): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on("error", () => {});
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    from.on("data", (chunk: Buffer) => {
      const nextCut = this.#cutsAtBytes[0] ?? Number.POSITIVE_INFINITY;
      const allowedBytes = nextCut - this.#passedBytes;
      const passed = chunk.subarray(0, Math.min(chunk.length, allowedBytes));
      this.#passedBytes += passed.length;
      kept.push(passed);
      if (allowedBytes > chunk.length) {
        to.write(chunk);
        return;
      }
      this.#cutsAtBytes.shift();
      // What was let through is to arrive: only what comes after it is lost.
      to.write(passed, () => this.cut());
    });
  }
}
