import { readFile } from "node:fs/promises";
import { credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import type { Logger } from "pino";
import {
  ReceiptStatus,
  type ReportResponse,
  ResultsServiceClient,
  ShotOutcome,
} from "../../proto/gen/cryogym/v1alpha1/results_service.js";
import { keepalive } from "../keepalive.js";
import type { LedgerEntry } from "./ledger.js";

/** A report is given up, and tried again with the next one, after this long. */
const DEADLINE_MILLISECONDS = 5_000;
const LOG_EVERY_FAILURES = 50;

/**
 * Stands in for a facility's pipeline: reads each movie file and reports what it finds to the policy server, over
 * a connection of its own. What could not be reported is kept and goes out with the next report.
 */
export class ResultsReporter {
  readonly #client: ResultsServiceClient;
  readonly #unreported: ShotOutcome[] = [];
  #failures = 0;

  constructor(
    address: string,
    readonly sessionKey: string,
    readonly log: Logger,
  ) {
    this.#client = new ResultsServiceClient(address, credentials.createInsecure(), keepalive);
  }

  /** Processes one movie. Settles when its result, and any left over, has been taken or the try has failed. */
  async process(movieFile: string): Promise<void> {
    const {
      shotId,
      target: _,
      startedAtSeconds: __,
      endedAtSeconds: ___,
      ...entry
    } = JSON.parse(await readFile(movieFile, "utf8")) as LedgerEntry;
    const ctfResolutionAngstrom = entry.ctfResolutionAngstrom ?? undefined;
    this.#unreported.push(ShotOutcome.fromPartial({ ...entry, shotId, revision: 0, ctfResolutionAngstrom }));
    const batch = this.#unreported.slice(0, 1000);
    try {
      const { receipts } = await this.#report(batch);
      this.#unreported.splice(0, batch.length);
      for (const receipt of receipts) {
        if (receipt.status === ReceiptStatus.UNKNOWN_SHOT)
          this.log.warn({ shotId: receipt.shotId }, "the server does not know this shot");
      }
      this.#failures = 0;
    } catch (error) {
      const { details } = error as ServiceError;
      if (this.#failures % LOG_EVERY_FAILURES === 0) {
        this.log.warn({ details, waiting: this.#unreported.length }, "results could not be reported; they are kept");
      }
      this.#failures++;
    }
  }

  #report(outcomes: readonly ShotOutcome[]): Promise<ReportResponse> {
    const request = { sessionKey: this.sessionKey, source: "simulated-pipeline", outcomes: [...outcomes] };
    return new Promise((resolve, reject) => {
      this.#client.report(
        request,
        new Metadata(),
        { deadline: Date.now() + DEADLINE_MILLISECONDS },
        (error, response) => {
          if (error === null) resolve(response);
          else reject(error);
        },
      );
    });
  }

  close(): void {
    this.#client.close();
  }
}
