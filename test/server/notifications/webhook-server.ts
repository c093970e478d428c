import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** How a request is answered: by a status, or never. */
export type Answer = number | "hang";

/** A webhook on loopback that answers as a test says, and keeps what it was sent. */
export class WebhookServer {
  answer: Answer = 200;
  readonly bodies: Record<string, unknown>[] = [];
  readonly requests: IncomingMessage[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk) => {
        text += chunk;
      });
      request.on("end", () => {
        this.requests.push(request);
        if (text !== "") this.bodies.push(JSON.parse(text));
        if (this.answer !== "hang") response.writeHead(this.answer).end("ok");
      });
    });
  }

  /** @returns its address */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Waits until something holds. @throws Error after 4 s */
export async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 800; i++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("it did not come to hold in 4 s");
}
