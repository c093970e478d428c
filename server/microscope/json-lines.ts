import type { Socket } from "node:net";
import { createInterface } from "node:readline";

/** Longest line that is read; a longer one ends the connection. */
const MAX_LINE_CHARACTERS = 16_000_000;

/** Reads a socket line by line, each line once the one before is dealt with. Ends when the socket does. */
export async function eachLine(socket: Socket, handle: (line: string) => Promise<void> | void): Promise<void> {
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (line.length > MAX_LINE_CHARACTERS) {
      socket.destroy();
      return;
    }
    if (line.trim() !== "") await handle(line);
  }
}

export function writeLine(socket: Socket, value: unknown): void {
  socket.write(`${JSON.stringify(value)}\n`);
}
