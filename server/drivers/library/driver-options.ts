import type { ChannelCredentials } from "@grpc/grpc-js";
import type { Logger } from "pino";
import type { Directive } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { type Keepalive, usualKeepalive } from "../../keepalive.js";
import type { Limits } from "../../safety/limits.js";
import type { Instrument } from "../instrument.js";
import { realTime, type Timekeeper } from "./timekeeper.js";

/** How a driver runs a session; only the first few have to be said. */
export interface DriveSessionOptions {
  /** `host:port` of the policy server. */
  readonly server: string;
  readonly sessionKey: string;
  readonly driverName: string;
  readonly instrument: Instrument;
  readonly log: Logger;
  /** Hears of each directive that is taken on. */
  readonly directed?: (directive: Directive) => void;
  /** Names the instrument for a server that has several. Default: its only one. */
  readonly instrumentName?: string;
  /** The driver's durable state. Default: nothing outlives the process. */
  readonly stateFile?: string;
  /** Obeys whichever server answers from now on, instead of the one obeyed so far. */
  readonly adoptServer?: boolean;
  /** The limits on the instrument's side. Default: one exposure a target and nothing else, not compared with the server's. */
  readonly limits?: Limits;
  /** How messages travel. Default: stream. */
  readonly transport?: "stream" | "exchange";
  /** Default: none, for a server on the same machine. */
  readonly channelCredentials?: ChannelCredentials;
  /** Sent with every call as a bearer token. */
  readonly token?: string;
  /** A server that is gone for longer ends the driver, seconds. Default: never. */
  readonly reconnectForSeconds?: number;
  /** When a connection that is silent is given up, in real time. Default: pinged each 30 s, given up 10 s later. */
  readonly keepalive?: Keepalive;
  /** Default: 10. */
  readonly heartbeatSeconds?: number;
  /** The beam is blanked after so long paused or cut off, seconds. Default: never. */
  readonly blankAfterSeconds?: number;
  /** The safe state is gone to after so long paused or cut off, seconds. Default: never. */
  readonly safeAfterSeconds?: number;
  /** How far from where it was sent the stage may come to stand, micrometres. Default: 5. */
  readonly toleranceMicrometers?: number;
  /** A shot without a movie counts as not made only after this long, seconds. Default: 10. */
  readonly evidenceGraceSeconds?: number;
  /** So long evidence is looked for at a microscope that is not idle, seconds. Default: 600. */
  readonly evidenceMostSeconds?: number;
  /** Default: real time. */
  readonly time?: Timekeeper;
}

/** How a session ended, as its driver saw it. */
export type DriveEnd = "finished" | "halted";

/** {@link DriveSessionOptions} with its defaults. */
export function withDefaults(options: DriveSessionOptions) {
  return {
    directed: () => {},
    instrumentName: "",
    stateFile: ":memory:",
    adoptServer: false,
    transport: "stream" as const,
    reconnectForSeconds: Number.POSITIVE_INFINITY,
    keepalive: usualKeepalive,
    heartbeatSeconds: 10,
    blankAfterSeconds: Number.POSITIVE_INFINITY,
    safeAfterSeconds: Number.POSITIVE_INFINITY,
    toleranceMicrometers: 5,
    evidenceGraceSeconds: 10,
    evidenceMostSeconds: 600,
    time: realTime,
    ...options,
  };
}

/** As {@link withDefaults} gives them. */
export type CompleteOptions = ReturnType<typeof withDefaults>;
