import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import {
  type ReportResponse,
  ResultsServiceClient,
  ShotOutcome,
} from "../../../proto/gen/cryogym/v1alpha1/results_service.js";
import { type ClientAccess, clientCredentials } from "../../access/tls/client-credentials.js";
import type { WaitingShot } from "../store/results-store.js";

/** A report without an answer is given up after this long, and made again. */
const DEADLINE_MILLISECONDS = 10_000;

/** The way to the policy server; tokens and certificates are read anew after a refusal, as they may have been replaced. */
export class ResultsLink {
  #client: ResultsServiceClient | undefined;

  /** @param server `host:port` */
  constructor(
    readonly server: string,
    readonly access: ClientAccess,
  ) {}

  /**
   * Reports outcomes, at most 1,000.
   *
   * @throws ServiceError as the server or the way to it answers, UserError if a file can't be read
   */
  async report(sessionKey: string, source: string, shots: readonly WaitingShot[]): Promise<ReportResponse> {
    this.#client ??= this.#open();
    const client = this.#client;
    const outcomes = shots.map(({ shotId, revision, outcome, modifiedUnixMilliseconds }) =>
      ShotOutcome.fromPartial({
        shotId,
        revision,
        ...outcome,
        observedAtUnixMilliseconds: Math.max(0, Math.round(modifiedUnixMilliseconds)),
      }),
    );
    try {
      return await new Promise((resolve, reject) => {
        const deadline = Date.now() + DEADLINE_MILLISECONDS;
        client.report({ sessionKey, source, outcomes }, new Metadata(), { deadline }, (error, response) =>
          error === null ? resolve(response) : reject(error),
        );
      });
    } catch (error) {
      const { code } = error as ServiceError;
      if (code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED || code === status.UNAVAILABLE)
        this.close();
      throw error;
    }
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  #open(): ResultsServiceClient {
    const { credentials, options } = clientCredentials(this.server, this.access);
    return new ResultsServiceClient(this.server, credentials, options);
  }
}
