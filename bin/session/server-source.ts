import { type ServiceError, status } from "@grpc/grpc-js";
import { UserError } from "../../env/errors.js";
import {
  type ExportSessionResponse,
  type GetSessionResponse,
  type ListSessionsResponse,
  SessionServiceClient,
  type SessionSummary,
  type WatchSessionResponse,
} from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { type ClientAccess, clientCredentials } from "../../server/access/tls/client-credentials.js";
import type { SessionSource } from "./session-source.js";

/** A call that is not answered for so long has failed, milliseconds. */
const PATIENCE_MILLISECONDS = 30_000;

/** Sessions of a server that runs. */
export class ServerSource implements SessionSource {
  readonly isLive = true;
  readonly #client: SessionServiceClient;

  /** @param server `host:port` @throws UserError if a file can't be read, or a token would go in the clear */
  constructor(
    readonly server: string,
    access: ClientAccess,
  ) {
    const { credentials, options } = clientCredentials(server, access);
    this.#client = new SessionServiceClient(server, credentials, options);
  }

  async list() {
    const sessions: SessionSummary[] = [];
    for (let pageToken = ""; ; ) {
      const page: ListSessionsResponse = await this.#call((done) =>
        this.#client.listSessions({ pageSize: 0, pageToken }, done),
      );
      sessions.push(...page.sessions);
      pageToken = page.nextPageToken;
      if (pageToken === "") return sessions;
    }
  }

  describe(sessionKey: string) {
    return this.#call<GetSessionResponse>((done) => this.#client.getSession({ sessionKey }, done));
  }

  async events(sessionKey: string) {
    const { events: wanted } = await this.describe(sessionKey);
    const events: WatchSessionResponse[] = [];
    if (wanted === 0) return events;
    const stream = this.#client.watchSession({ sessionKey, fromIndex: 0 });
    await this.#read(stream, (message) => {
      events.push(message as WatchSessionResponse);
      return events.length < wanted;
    });
    return events;
  }

  async export(sessionKey: string) {
    const chunks: Uint8Array[] = [];
    let plan = "";
    await this.#read(this.#client.exportSession({ sessionKey }), (message) => {
      const part = message as ExportSessionResponse;
      chunks.push(part.chunk);
      plan ||= part.plan;
      return true;
    });
    return { table: Buffer.concat(chunks).toString("utf8"), plan };
  }

  close(): void {
    this.#client.close();
  }

  #call<T>(make: (done: (error: ServiceError | null, response: T) => void) => { cancel(): void }): Promise<T> {
    return new Promise((resolve, reject) => {
      const call = make((error, response) => {
        clearTimeout(timer);
        if (error === null) resolve(response);
        else reject(this.#explained(error));
      });
      const timer = setTimeout(() => call.cancel(), PATIENCE_MILLISECONDS);
    });
  }

  /** @param take whether more is wanted */
  async #read(stream: AsyncIterable<unknown> & { cancel(): void }, take: (message: unknown) => boolean): Promise<void> {
    try {
      for await (const message of stream) if (!take(message)) return;
    } catch (error) {
      throw this.#explained(error as ServiceError);
    } finally {
      stream.cancel();
    }
  }

  #explained(error: ServiceError): Error {
    if (error.code === undefined) return error;
    const away = error.code === status.UNAVAILABLE ? "; is a server there, and does it speak TLS as --ca says?" : "";
    return new UserError(`${this.server}: ${status[error.code]}: ${error.details}${away}`);
  }
}
