import type { DriveRequest } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { limitsSchema } from "../../safety/limits.js";
import { Busyness } from "./busyness.js";
import { type DriverContext, type Receipt, StoppedError } from "./driver-context.js";
import type { CompleteOptions } from "./driver-options.js";
import type { DriverState } from "./driver-state.js";
import { Gate } from "./gate.js";
import { InstrumentRing } from "./instrument-ring.js";
import { RealClock } from "./real-clock.js";

/** What was heard of a directive beside itself. */
export interface HeardOf {
  readonly receipt?: Receipt | undefined;
  readonly isCancelled: boolean;
  readonly isAborted: boolean;
}

/** What a {@link DriverContext} needs of its session. */
export interface ContextParts {
  send(requests: readonly DriveRequest[]): void;
  isStopped(): boolean;
  order(directiveId: string): HeardOf;
}

/** Puts together what all parts of a driver share. */
export function makeContext(options: CompleteOptions, state: DriverState, parts: ContextParts): DriverContext {
  const { time, log, instrument } = options;
  const { facts, messages } = state;
  goOn(options, state);
  const instrumentSeconds = () => Math.max(facts.get("instrumentSeconds") ?? 0, instrument.clock.nowSeconds());
  const requireRunning = () => {
    if (parts.isStopped()) throw new StoppedError("the driver stops");
  };
  return {
    state,
    time,
    log,
    settings: options,
    gate: new Gate(instrument, time, () => {
      requireRunning();
      return state.isHalted;
    }),
    ring: new InstrumentRing({
      limits: options.limits ?? limitsSchema.parse({}),
      state,
      toleranceMicrometers: options.toleranceMicrometers,
      instrumentSeconds,
      unixMilliseconds: () => time.unixMilliseconds(),
      nowSeconds: () => time.nowSeconds(),
      slotOf: (id) => facts.get("slots")?.[id],
    }),
    busyness: new Busyness(time),
    instrumentSeconds,
    commit(write) {
      const said: DriveRequest[] = [];
      const seconds = instrumentSeconds();
      state.commit(() => {
        if (seconds > (facts.get("instrumentSeconds") ?? 0)) facts.set("instrumentSeconds", seconds);
        write((news) => said.push(messages.say(news, seconds, time.unixMilliseconds())));
      });
      parts.send(said);
    },
    receipt: (id) => parts.order(id).receipt,
    isCancelled: (id) => parts.order(id).isCancelled || parts.order(id).isAborted,
    isAborted: (id) => parts.order(id).isAborted,
    requireRunning,
    directed: (directive) => {
      log.debug({ directive: directive.id, kind: directive.kind?.$case }, "directive");
      instrument.directed?.(directive);
      options.directed(directive);
    },
  };
}

/** An instrument that goes by real time counts on from when the session began, over restarts. */
function goOn({ instrument: { clock }, time }: CompleteOptions, state: DriverState): void {
  if (!(clock instanceof RealClock)) return;
  const { facts } = state;
  const now = time.unixMilliseconds();
  const began = facts.get("beganAtUnixMilliseconds");
  if (began === undefined) state.commit(() => facts.set("beganAtUnixMilliseconds", now));
  else clock.goOnFrom((now - began) / 1000);
}
