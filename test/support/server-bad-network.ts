import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

type Direction = "toTarget" | "fromTarget";

/** One connection's way in one direction. */
class Way {
  /** Bytes and ends that wait; undefined where nothing is held. */
  #held: Buffer[] | undefined;
  #hasEnded = false;
  isSwallowing = false;

  constructor(
    from: Socket,
    readonly to: Socket,
  ) {
    from.setNoDelay(true);
    from.on("error", () => {});
    from.on("data", (chunk: Buffer) => {
      if (this.isSwallowing) return;
      if (this.#held === undefined) to.write(chunk);
      else this.#held.push(chunk);
    });
    from.on("close", () => {
      this.#hasEnded = true;
      if (!this.isSwallowing && this.#held === undefined) to.destroy();
    });
  }

  hold(): void {
    this.#held ??= [];
  }

  /** @returns how many bytes went on their way */
  letGo(): number {
    const held = Buffer.concat(this.#held ?? []);
    this.#held = undefined;
    const end = () => {
      if (this.#hasEnded) this.to.destroy();
    };
    if (this.to.destroyed) return 0;
    this.to.write(held, end);
    return held.length;
  }
}

/**
 * A network between two processes that does worse than to break connections: they stay open, and what is sent is swallowed,
 * or comes much later.
 *
 * @example
 * const network = await BadNetwork.start(50051);
 * network.swallow(["toTarget"]); // the server hears nothing any more, and nobody is told
 * network.pass(); // new connections work; those that were damaged stay silent
 */
export class BadNetwork {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #links: { readonly toTarget: Way; readonly fromTarget: Way }[] = [];
  #swallowed: readonly Direction[] = [];
  #holdsNew = false;
  /** Connections that were made. */
  connections = 0;

  private constructor(readonly targetPort: number) {
    this.#server = createServer((client) => this.#join(client));
  }

  static async start(targetPort: number): Promise<BadNetwork> {
    const network = new BadNetwork(targetPort);
    await new Promise<void>((resolve) => network.#server.listen(0, "127.0.0.1", resolve));
    return network;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on what is sent in these directions is lost, on all connections, new ones too; so is that one has closed. */
  swallow(directions: readonly Direction[] = ["toTarget", "fromTarget"]): void {
    this.#swallowed = directions;
    for (const link of this.#links) for (const direction of directions) link[direction].isSwallowing = true;
  }

  /** New connections work again. */
  pass(): void {
    this.#swallowed = [];
    this.#holdsNew = false;
  }

  /** What new connections send to the target waits on its way. */
  holdNew(): void {
    this.#holdsNew = true;
  }

  /** Breaks the connections that there are. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** What is sent on the connections that there are waits on its way; new ones work. */
  hold(): void {
    for (const { toTarget, fromTarget } of this.#links) for (const way of [toTarget, fromTarget]) way.hold();
  }

  /** What waited comes at last. @returns how many bytes came to the target */
  letGo(): number {
    let bytes = 0;
    for (const { toTarget, fromTarget } of this.#links) {
      bytes += toTarget.letGo();
      fromTarget.letGo();
    }
    return bytes;
  }

  /** New connections are refused; those that there are break. */
  close(): void {
    this.#server.close();
    this.cut();
  }

  #join(client: Socket): void {
    this.connections++;
    const target = connect(this.targetPort, "127.0.0.1");
    for (const socket of [client, target]) {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    }
    const link = { toTarget: new Way(client, target), fromTarget: new Way(target, client) };
    if (this.#holdsNew) link.toTarget.hold();
    for (const direction of this.#swallowed) link[direction].isSwallowing = true;
    this.#links.push(link);
  }
}
