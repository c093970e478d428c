import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { ClientSession } from "./client-session.js";
import type { EmulatorCore } from "./emulator-core.js";

/** How long a second client that a misbehaviour connects stays. */
const SECOND_CLIENT_MILLISECONDS = 400;

export interface SerialEmServer {
  readonly port: number;
  /** Whether a request is being dealt with. */
  isBusy(): boolean;
  close(): void;
}

/**
 * Serves the wire of SerialEM's external control. One client: a second connection cuts the first one off, but not before
 * the request that is being dealt with has been answered; until then it is neither accepted nor answered.
 */
export async function serveSerialEm(
  core: EmulatorCore,
  { port = 0, host = "127.0.0.1" } = {},
): Promise<SerialEmServer> {
  const waiting: Socket[] = [];
  let clients = 0;
  let current: ClientSession | undefined;
  let isBusy = false;
  const admit = () => {
    for (let socket = waiting.shift(); socket !== undefined; socket = waiting.shift()) {
      current?.socket.destroy();
      void serve(socket);
    }
  };
  const serve = async (socket: Socket) => {
    const session = new ClientSession(socket, core, ++clients);
    current = session;
    const begun = () => {
      isBusy = true;
    };
    let goesOn = true;
    while (goesOn && current === session) {
      goesOn = await session.next(begun).catch(() => false);
      if (current !== session) return;
      isBusy = false;
      // Its end is noticed before another client is let in, as by a server that looks at its client first.
      if (!goesOn || session.isOver) break;
      admit();
    }
    if (current !== session) return;
    current = undefined;
    core.control.disconnected();
    session.socket.destroy();
    admit();
  };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    waiting.push(socket);
    if (!isBusy) admit();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const ownPort = (server.address() as AddressInfo).port;
  core.connectSecondClient = async () => {
    const socket = connect(ownPort, "127.0.0.1");
    socket.on("error", () => socket.destroy());
    setTimeout(() => socket.destroy(), SECOND_CLIENT_MILLISECONDS).unref();
    await new Promise<void>((resolve) => {
      socket.once("connect", resolve);
      socket.once("close", () => resolve());
    });
  };
  return {
    port: ownPort,
    isBusy: () => isBusy,
    close() {
      server.close();
      current?.socket.destroy();
      for (const socket of waiting) socket.destroy();
      core.dialog.dismiss();
    },
  };
}
