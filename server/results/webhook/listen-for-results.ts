import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { UserError } from "../../../env/errors.js";
import { jsonTable } from "../formats/json-table.js";
import { textOf } from "../formats/text.js";
import type { Listener, TakeTable } from "../source-kind.js";

/** Where and how results are listened for. */
export interface WebhookOptions {
  /** `host:port`. */
  readonly listen: string;
  readonly token_file?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly body_mebibytes: number;
}

const REQUEST_MILLISECONDS = 30_000;
/** How places in a body begin. */
const BODY = "body";

/**
 * Answers `POST /results` (one result, or a list of them, as JSON) with what became of them, once they are on the disk: 200 if
 * all were understood, 422 if some had no shot or could not be understood (the others are taken), 400 if it is no JSON, 401
 * without the token, 503 if nothing could be kept: send it again.
 *
 * @throws UserError if the address can't be bound, or a file can't be read
 */
export async function listenForResults(options: WebhookOptions, take: TakeTable): Promise<Listener> {
  const { listen, token_file: tokenFile } = options;
  const token = tokenFile === undefined ? undefined : tokenOf(tokenFile);
  const app = appOf(options);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (_request: FastifyRequest, body: Buffer) => body,
  );
  app.addHook("onRequest", async (request, reply) => {
    if (token === undefined || isRight(request, token)) return;
    await reply
      .code(401)
      .header("www-authenticate", "Bearer")
      .send({ error: "expected 'Authorization: Bearer TOKEN'" });
  });
  app.post("/results", async (request, reply) => answer(request, reply, take));
  app.get("/healthz", async () => ({ status: "SERVING" }));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: "there is nothing here; POST /results" }));
  const colon = listen.lastIndexOf(":");
  try {
    await app.listen({
      host: listen.slice(0, colon).replace(/^\[(.*)\]$/, "$1"),
      port: Number(listen.slice(colon + 1)),
    });
  } catch (error) {
    throw new UserError(`can't listen on ${listen}: ${(error as Error).message}`);
  }
  const { port } = app.server.address() as { port: number };
  return { address: `${listen.slice(0, colon)}:${port}`, close: () => app.close() };
}

function appOf({ certificate, key, body_mebibytes }: WebhookOptions): FastifyInstance {
  const common = {
    logger: false,
    bodyLimit: Math.floor(body_mebibytes * 1024 * 1024),
    requestTimeout: REQUEST_MILLISECONDS,
    forceCloseConnections: true,
  };
  if (certificate === undefined || key === undefined) return fastify(common);
  const https = { cert: contents(certificate), key: contents(key), minVersion: "TLSv1.2" as const };
  return fastify({ ...common, https }) as unknown as FastifyInstance;
}

async function answer({ body }: FastifyRequest, reply: FastifyReply, take: TakeTable): Promise<FastifyReply> {
  if (!Buffer.isBuffer(body)) return reply.code(400).send({ error: "expected a body of JSON" });
  let table: ReturnType<typeof jsonTable>;
  try {
    table = jsonTable(BODY, textOf(BODY, body));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return reply.code(400).send({ error: error.message });
  }
  try {
    const { news, known, pending, unmatched, problems } = take(table);
    const isWhole = unmatched.length === 0 && problems.length === 0;
    return reply.code(isWhole ? 200 : 422).send({ taken: news + known, new: news, pending, unmatched, problems });
  } catch (error) {
    if (error instanceof UserError) return reply.code(422).send({ taken: 0, problems: [error.message] });
    return reply.code(503).send({ error: "the results could not be kept; send them again" });
  }
}

function isRight({ headers }: FastifyRequest, token: Buffer): boolean {
  const [, given] = /^Bearer (\S+)$/i.exec(headers.authorization ?? "") ?? [];
  return given !== undefined && timingSafeEqual(hash(given), token);
}

function tokenOf(file: string): Buffer {
  const token = contents(file).toString("utf8").trim();
  if (token === "") throw new UserError(`${file}: is empty; expected a token`);
  return hash(token);
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function contents(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError(`can't read ${file}: ${(error as Error).message}`);
  }
}
