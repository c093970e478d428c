import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

/** What a {@link FakeTemscript} answers one request with; undefined: as usual. */
export type Misbehaviour = (response: ServerResponse, request: IncomingMessage) => void;

/** A server with temscript's wire that a test lets behave as the real one does rarely. */
export class FakeTemscript {
  /** Values by name below `/v1/`. */
  readonly values = new Map<string, unknown>([
    ["version", "2.1.0"],
    ["family", "FAKE"],
    ["stage_status", "READY"],
    ["stage_position", { x: 0, y: 0, z: 0, a: 0, b: 0 }],
    ["stage_limits", { x: [-1e-3, 1e-3], y: [-1e-3, 1e-3], z: [-3e-4, 3e-4], a: [-1, 1], b: [-1, 1] }],
    ["vacuum", { status: "READY", column_valves_open: true }],
    ["cameras", { CCD: { binnings: [1, 2] } }],
    ["beam_blanked", false],
    ["defocus", 0],
  ]);
  /** `METHOD name body` of each request. */
  readonly requests: string[] = [];
  /** By `METHOD name`. */
  readonly misbehaves = new Map<string, Misbehaviour>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  url = "";

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const name = new URL(request.url!, "http://fake").pathname.replace("/v1/", "");
    this.requests.push(`${request.method} ${name}${body === "" ? "" : ` ${body}`}`);
    const misbehaviour = this.misbehaves.get(`${request.method} ${name}`);
    if (misbehaviour !== undefined) {
      misbehaviour(response, request);
      return;
    }
    response.setHeader("connection", "close");
    if (request.method === "PUT") {
      const value: unknown = JSON.parse(body);
      const before = this.values.get(name);
      this.values.set(name, name === "stage_position" ? { ...(before as object), ...(value as object) } : value);
      response.writeHead(204).end();
      return;
    }
    json(response, this.values.get(name));
  }
}

/** Answers with JSON, packed if the value is long, as temscript does. */
export function json(response: ServerResponse, value: unknown): void {
  const text = Buffer.from(
    typeof value === "string" && value.startsWith("raw:") ? value.slice(4) : JSON.stringify(value),
  );
  const packed = text.length > 256 ? gzipSync(text) : text;
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": packed.length,
    ...(packed === text ? {} : { "content-encoding": "gzip" }),
  });
  response.end(packed);
}
