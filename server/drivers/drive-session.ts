import { setTimeout as sleep } from "node:timers/promises";
import { type ClientDuplexStream, credentials, type ServiceError, status } from "@grpc/grpc-js";
import type { Logger } from "pino";
import { UserError } from "../../env/errors.js";
import { packageVersion } from "../../env/package-root.js";
import {
  CollectionServiceClient,
  type Directive,
  type DriveRequest,
  type DriveResponse,
  Hello,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Target } from "../../proto/gen/cryogym/v1alpha1/target.js";
import { Exchange } from "../collection/exchange.js";
import { keepalive } from "../keepalive.js";
import { carryOut } from "./carry-out.js";
import type { Instrument } from "./instrument.js";

const SURVEY_CHUNK = 500;
/** A server that is gone for longer ends the driver; its restart is no incident. */
const RECONNECT_FOR_MILLISECONDS = 60_000;
const RETRY_MILLISECONDS = 250;
const MOST_RETRY_MILLISECONDS = 4_000;
const LOG_EVERY_ATTEMPTS = 8;

export interface DriveSessionOptions {
  /** `host:port` of the policy server. */
  readonly server: string;
  readonly sessionKey: string;
  readonly driverName: string;
  readonly instrument: Instrument;
  readonly log: Logger;
  /** Hears of each directive before it is carried out. */
  readonly directed?: (directive: Directive) => void;
}

/** How a session ended, as its driver saw it. */
export type DriveEnd = "finished" | "halted";

/**
 * Lets a policy server run a session at an instrument: dials out, reports the survey, carries directives out one at
 * a time. What the server has not acknowledged is kept and sent again when the connection comes back.
 *
 * @throws UserError if the server can't be reached or refuses the session
 */
export async function driveSession(options: DriveSessionOptions): Promise<DriveEnd> {
  return new SessionDriver(options).run();
}

class SessionDriver {
  readonly #exchange = new Exchange<DriveRequest>();
  readonly #client: CollectionServiceClient;
  #stream: ClientDuplexStream<DriveRequest, DriveResponse> | undefined;
  #epoch = 0;
  #surveyed = false;
  #halted = false;
  #finished = false;
  /** Work under way: the session ends only when it is done. */
  #work: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(readonly options: DriveSessionOptions) {
    this.#client = new CollectionServiceClient(options.server, credentials.createInsecure(), keepalive);
  }

  async run(): Promise<DriveEnd> {
    const { log } = this.options;
    let downSince: number | undefined;
    let attempts = 0;
    try {
      for (;;) {
        const welcomed = this.#epoch;
        const error = await this.#connect();
        await this.#work;
        if (this.#failure !== undefined) throw this.#failure;
        if (this.#exchange.unacknowledged().length === 0) {
          if (this.#halted) return "halted";
          if (this.#finished) return "finished";
        }
        const mayComeBack = error === undefined || error.code === status.UNAVAILABLE;
        if (!mayComeBack) throw new UserError(`the policy server refused: ${error.details}`);
        if (this.#epoch > welcomed) {
          downSince = undefined;
          attempts = 0;
        }
        downSince ??= performance.now();
        if (performance.now() - downSince > RECONNECT_FOR_MILLISECONDS) {
          throw new UserError(
            `the policy server at ${this.options.server} can't be reached: ${error?.details ?? "it ended the stream"}`,
          );
        }
        if (attempts % LOG_EVERY_ATTEMPTS === 0) {
          const details = error?.details.split("\n")[0];
          log.warn(
            { server: this.options.server, details },
            "no connection to the policy server; trying again for a minute",
          );
        }
        await sleep(Math.min(RETRY_MILLISECONDS * 2 ** attempts, MOST_RETRY_MILLISECONDS));
        attempts++;
      }
    } finally {
      this.#client.close();
    }
  }

  /** Runs one stream to its end. @returns the error that ended it, if one did */
  #connect(): Promise<ServiceError | undefined> {
    return new Promise((resolve) => {
      const stream = this.#client.drive();
      this.#stream = stream;
      const ended = (error?: ServiceError) => {
        if (this.#stream === stream) this.#stream = undefined;
        resolve(error);
      };
      stream.on("data", (response: DriveResponse) => {
        try {
          this.#receive(response);
        } catch (error) {
          this.#failure ??= new UserError(
            `session '${this.options.sessionKey}' can't go on: its server and this driver do not remember the same exchange, as one of them was started anew (${(error as Error).message}). Start a new session with another --session.`,
          );
          stream.cancel();
        }
      });
      stream.on("error", ended);
      stream.on("end", () => {
        stream.end();
        ended();
      });
      const { sessionKey, driverName, instrument } = this.options;
      const hello = Hello.fromPartial({
        sessionKey,
        driver: driverName,
        version: packageVersion,
        capabilities: instrument.capabilities,
      });
      stream.write(this.#envelope(0, { $case: "hello", hello }, 0));
    });
  }

  #receive(response: DriveResponse): void {
    const { message } = response;
    if (message?.$case === "halt") this.#halt(message.halt.reason);
    if (message?.$case === "welcome") {
      this.#welcome(message.welcome.epoch, message.welcome.lastSeq);
      return;
    }
    this.#exchange.acknowledged(response.ack);
    if (response.seq === 0 || !this.#exchange.accept(response.seq)) return;
    if (message?.$case === "directive") this.#begin(message.directive);
  }

  #welcome(epoch: number, lastSeq: number): void {
    this.#epoch = epoch;
    this.#exchange.acknowledged(lastSeq);
    for (const request of this.#exchange.unacknowledged()) {
      this.#stream?.write({ ...request, epoch, ack: this.#exchange.lastReceived });
    }
    if (this.#surveyed) return;
    this.#surveyed = true;
    this.#do(() => this.#survey());
  }

  async #survey(): Promise<void> {
    const { targets, placeTargetId } = await this.options.instrument.describe();
    for (let i = 0; i < targets.length; i += SURVEY_CHUNK) {
      const chunk: Target[] = targets.slice(i, i + SURVEY_CHUNK);
      this.#tell({ $case: "survey", survey: { targets: chunk } });
    }
    this.#tell({ $case: "position", position: { targetId: placeTargetId } });
    this.#tell({ $case: "surveyed", surveyed: { parentId: "", final: true } });
  }

  #begin(directive: Directive): void {
    const { instrument, log } = this.options;
    const receivedAtSeconds = instrument.clock.nowSeconds();
    this.#do(async () => {
      log.debug({ directive: directive.id, kind: directive.kind?.$case }, "directive");
      this.options.directed?.(directive);
      const tell = (news: NonNullable<DriveRequest["message"]>) => this.#tell(news);
      const finished = await carryOut({ instrument, directive, receivedAtSeconds, halted: () => this.#halted, tell });
      if (finished) this.#finished = true;
      else if (this.#halted) this.#tellHalted(directive.id);
    });
  }

  /** Acts on receipt, whatever else is under way: the running shot ends by itself, nothing follows it. */
  #halt(reason: string): void {
    if (this.#halted) return;
    this.#halted = true;
    this.options.log.warn({ reason }, "halted by the server");
    this.#do(async () => this.#tellHalted(""));
  }

  #toldHalted = false;
  #tellHalted(directiveId: string): void {
    if (this.#toldHalted) return;
    this.#toldHalted = true;
    this.#tell({ $case: "halted", halted: { directiveId, haltId: "" } });
  }

  #do(task: () => Promise<void>): void {
    this.#work = this.#work.then(task).catch((error: unknown) => {
      this.#failure ??= error;
      this.#stream?.cancel();
    });
  }

  #tell(message: NonNullable<DriveRequest["message"]>): void {
    const request = this.#exchange.number((seq) => this.#envelope(seq, message, this.#epoch));
    this.#stream?.write(request);
  }

  #envelope(seq: number, message: NonNullable<DriveRequest["message"]>, epoch: number): DriveRequest {
    return {
      epoch,
      seq,
      ack: this.#exchange.lastReceived,
      instrumentSeconds: this.options.instrument.clock.nowSeconds(),
      observedAtUnixMilliseconds: 0,
      message,
    };
  }
}
