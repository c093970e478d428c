import { type AddressInfo, createServer, type Socket } from "node:net";
import { CommandError } from "./command-error.js";
import type { CommandLog } from "./command-log.js";
import {
  type Answered,
  commandSchema,
  type MicroscopeCommand,
  type MicroscopeEvent,
  type MicroscopeFault,
} from "./commands.js";
import { FaultQueue } from "./fault-queue.js";
import { eachLine, writeLine } from "./json-lines.js";
import type { MicroscopeClock } from "./paced-clock.js";
import type { SimulatedMicroscope } from "./simulated-microscope.js";

export interface MicroscopeServer {
  readonly port: number;
  /** Makes something go wrong. */
  inject(fault: MicroscopeFault): void;
  close(): void;
}

export interface ServeMicroscopeOptions {
  /** Local port; 0 takes a free one. */
  readonly port?: number;
  readonly log?: CommandLog;
  /** The microscope's own. */
  readonly faults?: FaultQueue;
  /** How many exposures it has made, for the log. */
  readonly exposures?: () => number;
}

/** Commands that take time, and can hang or lose their answer. */
const LONG = new Set<MicroscopeCommand["command"]>(["move", "survey", "expose"]);

/**
 * Serves a simulated microscope on a local socket, a JSON object a line. Commands of all clients are carried out
 * one after the other, but for those that are answered at once; a line that is no command is answered with what is wrong.
 */
export async function serveMicroscope(
  microscope: SimulatedMicroscope,
  clock: MicroscopeClock,
  { port = 0, log, faults = new FaultQueue(), exposures = () => 0 }: ServeMicroscopeOptions = {},
): Promise<MicroscopeServer> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let clients = 0;
  let breakOff: (() => void) | undefined;
  const sockets = new Set<Socket>();
  const tell = (event: MicroscopeEvent) => {
    for (const socket of sockets) writeLine(socket, { instrumentSeconds: clock.nowSeconds(), ...event });
  };
  const queue = <T>(task: () => Promise<T>): Promise<T> => {
    waiting++;
    const done = last.then(task);
    const count = () => {
      waiting--;
    };
    last = done.then(count, count);
    return done;
  };
  const inject = (fault: MicroscopeFault) => {
    if (fault.kind === "refill") {
      tell({ event: "busy", what: "refill", expectedSeconds: fault.seconds });
      void queue(() => clock.advance(fault.seconds)).then(() =>
        tell({ event: "ready", what: "refill", expectedSeconds: 0 }),
      );
    } else if (fault.kind === "help") tell({ event: "fault", name: fault.name, detail: fault.detail });
    else if (fault.kind === "helped") tell({ event: "fault-cleared", name: fault.name, detail: "" });
    else faults.add(fault);
  };
  const perform = async (command: MicroscopeCommand, socket: Socket): Promise<Answered> => {
    switch (command.command) {
      case "idle":
        return { durationSeconds: 0, idle: waiting === 0 };
      case "abort":
        breakOff?.();
        return { durationSeconds: 0 };
      case "inject":
        inject(command.fault);
        return { durationSeconds: 0 };
    }
    return queue(async () => {
      const isLong = LONG.has(command.command);
      if (isLong && faults.take("hang") !== undefined) {
        await new Promise<void>((resolve) => {
          breakOff = resolve;
        });
        breakOff = undefined;
        throw new CommandError("the command was broken off", true);
      }
      const losesReply = isLong && faults.take("lose-reply") !== undefined;
      const answered = await microscope.perform(command);
      if (losesReply) socket.destroy();
      return answered;
    });
  };
  const handle = async (socket: Socket, client: number, line: string) => {
    let id = 0;
    let name = "";
    const answer = (reply: object) => {
      if (!socket.destroyed) writeLine(socket, { id, instrumentSeconds: clock.nowSeconds(), ...reply });
    };
    const write = () =>
      log?.add({
        atUnixMilliseconds: Date.now(),
        atSeconds: clock.nowSeconds(),
        client,
        bytes: Buffer.byteLength(line),
        exposures: exposures(),
        command: name,
        line,
      });
    try {
      const raw: unknown = JSON.parse(line);
      if (typeof raw === "object" && raw !== null && "id" in raw && typeof raw.id === "number") id = raw.id;
      const command = commandSchema.safeParse(raw);
      if (command.success) name = command.data.command;
      if (name !== "inject") write();
      if (!command.success) {
        const [issue] = command.error.issues;
        answer({ ok: false, error: `not a command: ${issue?.path.join(".")}: ${issue?.message}` });
        return;
      }
      answer({ ok: true, ...(await perform(command.data, socket)) });
    } catch (error) {
      if (error instanceof SyntaxError) write();
      const done = error instanceof CommandError && error.done ? { done: true } : {};
      answer({ ok: false, error: (error as Error).message, ...done });
    }
  };
  const server = createServer((socket) => {
    const client = ++clients;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    eachLine(socket, (line) => void handle(socket, client, line)).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    inject,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
