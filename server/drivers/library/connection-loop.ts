import { credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { UserError } from "../../../env/errors.js";
import { CollectionServiceClient } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { receivedDetails } from "../../access/rich-error.js";
import { keepaliveOptions } from "../../keepalive.js";
import type { CompleteOptions } from "./driver-options.js";
import { ExchangeTransport } from "./exchange-transport.js";
import { StreamTransport } from "./stream-transport.js";
import { pause } from "./timekeeper.js";
import type { Transport } from "./transport.js";

const RETRY_SECONDS = 0.25;
const MOST_RETRY_SECONDS = 4;
const LOG_EVERY_ATTEMPTS = 8;

/** A server that answers so will answer so again. */
const FINAL = new Set<status>([
  status.INVALID_ARGUMENT,
  status.NOT_FOUND,
  status.ALREADY_EXISTS,
  status.PERMISSION_DENIED,
  status.UNAUTHENTICATED,
  status.FAILED_PRECONDITION,
  status.OUT_OF_RANGE,
  status.UNIMPLEMENTED,
]);

/** A way of its own to the server that options name, for one connection. */
export function openTransport(options: CompleteOptions): Transport {
  const secrets = options.channelCredentials ?? credentials.createInsecure();
  const client = new CollectionServiceClient(options.server, secrets, {
    ...keepaliveOptions(options.keepalive),
    // A connection that hangs before it is ready is never given up by grpc-js, and would be shared.
    "grpc.use_local_subchannel_pool": 1,
  });
  const metadata = new Metadata();
  if (options.token !== undefined) metadata.set("authorization", `Bearer ${options.token}`);
  return options.transport === "exchange"
    ? new ExchangeTransport(client, metadata)
    : new StreamTransport(client, metadata);
}

/** What {@link connectAgain} does at each connection. */
export interface Connecting {
  /** Runs one connection to its end. @returns the error that ended it, if one did, and whether it was welcomed */
  connect(): Promise<{ readonly error: ServiceError | undefined; readonly welcomed: boolean }>;
  /** Whether the session is over after a connection. @throws what the driver fails by */
  isOver(endedByServer: boolean): Promise<boolean>;
}

/**
 * Connects again and again, ever more slowly, until the session is over.
 *
 * @throws Refused if the server refuses, Unreachable if it is gone for too long
 */
export async function connectAgain(options: CompleteOptions, { connect, isOver }: Connecting): Promise<void> {
  const { time, log, server, reconnectForSeconds } = options;
  let downSince: number | undefined;
  let attempts = 0;
  for (;;) {
    const { error, welcomed } = await connect();
    if (await isOver(error === undefined)) return;
    if (error !== undefined && FINAL.has(error.code) && !(welcomed && isOvertaken(error)))
      throw new Refused(`the policy server refused: ${error.details}`);
    if (welcomed) {
      downSince = undefined;
      attempts = 0;
    }
    downSince ??= time.nowSeconds();
    const details = error?.details?.split("\n")[0] ?? "it ended the connection";
    if (time.nowSeconds() - downSince > reconnectForSeconds)
      throw new Unreachable(`the policy server at ${server} can't be reached: ${details}`);
    if (attempts % LOG_EVERY_ATTEMPTS === 0)
      log.warn({ server, details }, "no connection to the policy server; trying again");
    await pause(time, Math.min(RETRY_SECONDS * 2 ** attempts, MOST_RETRY_SECONDS));
    attempts++;
  }
}

/**
 * Another connection has taken over from a welcomed one. It may be an old one of this very driver that was stuck on its
 * way: the server tells the two apart by the epochs that they come from.
 */
function isOvertaken(error: ServiceError): boolean {
  return receivedDetails(error)?.reason === "OLD_EPOCH";
}

/** The server wants nothing of this driver any more. */
export class Refused extends UserError {}

/** The server is gone for too long. */
export class Unreachable extends UserError {}
