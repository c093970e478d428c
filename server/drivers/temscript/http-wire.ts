import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { InstrumentError } from "../instrument.js";
import { answerError } from "./temscript-error.js";
import type { Wire } from "./wire.js";

/** Of an answer: an image of 8,192 × 8,192 pixels of 16 bits takes 179 MB as base64. */
const MOST_BYTES = 256 * 2 ** 20;
/** The server refuses longer bodies. */
const MOST_BODY_BYTES = 4096;

const unzip = promisify(gunzip);

export interface HttpWireOptions {
  /** Such as `http://192.168.0.10:8080`. */
  readonly url: string;
  /** A request that is not answered for so long is given up, seconds. */
  readonly patienceSeconds: number;
}

/**
 * temscript's HTTP/JSON wire, one request at a time, as the server serves them. What waits here for its turn is not
 * given up; what was sent is, after {@link HttpWireOptions.patienceSeconds}, and then nobody knows whether it was done.
 *
 * Each call throws an InstrumentError; it is `refused` where nothing can have been changed.
 */
export class HttpWire implements Wire {
  readonly #agent = new Agent({ keepAlive: false, maxSockets: 1 });
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly options: HttpWireOptions) {}

  get(path: string, patienceSeconds = this.options.patienceSeconds): Promise<unknown> {
    return this.#inTurn(async () => parse(path, await this.#send("GET", path, undefined, patienceSeconds)));
  }

  async put(path: string, value: unknown): Promise<void> {
    const body = JSON.stringify(value);
    if (Buffer.byteLength(body) > MOST_BODY_BYTES)
      throw new InstrumentError(`${path}: a body of more than ${MOST_BODY_BYTES} bytes is not taken`, true);
    await this.#inTurn(async () => {
      await this.#send("PUT", path, body, this.options.patienceSeconds);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(task);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #send(method: "GET" | "PUT", path: string, body: string | undefined, patience: number): Promise<Buffer> {
    const isChange = method === "PUT";
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      let isConnected = false;
      const sent: ClientRequest = request(`${this.options.url}/v1/${path}`, {
        method,
        agent: this.#agent,
        headers: {
          accept: "application/json",
          "accept-encoding": "gzip",
          ...(body !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
        },
      });
      sent.setTimeout(patience * 1000, () => sent.destroy(new Error(`no answer within ${patience} s`)));
      sent.once("socket", (socket) => socket.once("connect", () => (isConnected = true)));
      sent.once("response", resolve);
      sent.once("error", (error) => reject(this.#lost(path, error, isChange && isConnected)));
      sent.end(body);
    });
    const content = await contentOf(answer).catch((error: Error) => {
      throw this.#lost(path, error, isChange);
    });
    const { statusCode = 0, statusMessage = "" } = answer;
    if (statusCode !== 200 && statusCode !== 204) throw answerError(path, statusCode, statusMessage, isChange);
    if (answer.headers["content-encoding"] !== "gzip") return content;
    return unzip(content, { maxOutputLength: MOST_BYTES }).catch((error: Error) => {
      throw this.#lost(path, error, isChange);
    });
  }

  /** @param mayBeDone whether the request may have reached the server and was to change something */
  #lost(path: string, { message }: Error, mayBeDone: boolean): InstrumentError {
    const what = mayBeDone ? "; whether it was done can't be told" : "";
    return new InstrumentError(
      `temscript at ${this.options.url} did not answer ${path}: ${message}${what}`,
      !mayBeDone,
    );
  }
}

async function contentOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`the answer has more than ${MOST_BYTES / 2 ** 20} MiB`);
    chunks.push(chunk);
  }
  const expected = answer.headers["content-length"];
  if (expected !== undefined && bytes !== Number(expected))
    throw new Error(`the answer broke off after ${bytes} of ${expected} bytes`);
  return Buffer.concat(chunks);
}

function parse(path: string, content: Buffer): unknown {
  try {
    return JSON.parse(content.toString("utf8"));
  } catch (error) {
    // Python writes NaN and Infinity, which are no JSON.
    throw new InstrumentError(`temscript answered ${path} with no JSON: ${(error as Error).message}`, true);
  }
}
