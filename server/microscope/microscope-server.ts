import { type AddressInfo, createServer, type Socket } from "node:net";
import { commandSchema } from "./commands.js";
import { eachLine, writeLine } from "./json-lines.js";
import type { PacedClock } from "./paced-clock.js";
import type { SimulatedMicroscope } from "./simulated-microscope.js";

export interface MicroscopeServer {
  readonly port: number;
  close(): void;
}

/**
 * Serves a simulated microscope on a local socket, a JSON object a line. Commands of all clients are carried out
 * one after the other; a line that is no command is answered with what is wrong.
 */
export async function serveMicroscope(
  microscope: SimulatedMicroscope,
  clock: PacedClock,
  port = 0,
): Promise<MicroscopeServer> {
  let last: Promise<unknown> = Promise.resolve();
  const sockets = new Set<Socket>();
  const handle = async (socket: Socket, line: string) => {
    let id = 0;
    const answer = (reply: object) => {
      if (!socket.destroyed) writeLine(socket, { id, instrumentSeconds: clock.nowSeconds(), ...reply });
    };
    try {
      const raw: unknown = JSON.parse(line);
      if (typeof raw === "object" && raw !== null && "id" in raw && typeof raw.id === "number") id = raw.id;
      const command = commandSchema.safeParse(raw);
      if (!command.success) {
        const [issue] = command.error.issues;
        answer({ ok: false, error: `not a command: ${issue?.path.join(".")}: ${issue?.message}` });
        return;
      }
      const reply = last.then(() => microscope.perform(command.data));
      last = reply.catch(() => undefined);
      answer(await reply);
    } catch (error) {
      answer({ ok: false, error: (error as Error).message });
    }
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    eachLine(socket, (line) => handle(socket, line)).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
