import type { DriveRequest, Hello } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { SequenceGap } from "../exchange.js";
import { invalid, unexpected } from "../protocol-error.js";
import { checkMessage } from "../validation/check-message.js";
import * as schemas from "../validation/message-schemas.js";
import type { CollectionCore } from "./collection-core.js";
import type { CoreInput } from "./core-input.js";
import { prepareDecision } from "./prepare-decision.js";
import { prepareDriverMessage } from "./prepare-driver-message.js";
import { prepareOperatorCommand } from "./prepare-operator-command.js";
import { prepareResults } from "./prepare-results.js";
import { requireAcquire } from "./require-acquire.js";

/** Carries out what was checked before; does not throw. */
export type Act = () => void;

/**
 * Checks an input against a session without changing anything.
 *
 * @returns what takes it in
 * @throws ProtocolError saying what was expected
 */
export function prepareInput(core: CollectionCore, input: CoreInput): Act {
  switch (input.kind) {
    case "connect":
      return prepareConnection(core, input);
    case "driver":
      return prepareDriver(core, input.request);
    case "results":
      return prepareResults(core, input.request);
    case "operator":
      return prepareOperatorCommand(core, input.command);
    case "decision":
    case "noDecision":
      return prepareDecision(core, input);
    case "woken":
      return () => core.dispatch({ kind: "woken", decision: input.decision });
    case "guard":
      return () => core.guard(input.event);
    case "safety":
      return () => {
        core.safety.settings = input.settings;
      };
  }
}

/** What a driver says of itself has to be fit for any session. @throws ProtocolError */
export function checkHello(hello: Hello): void {
  checkMessage(schemas.hello, hello, "hello");
  if (hello.capabilities === undefined) {
    throw unexpected(
      "hello.capabilities is missing, hello.capabilities.acquire with it; expected what the driver can do",
      "NO_ACQUIRE",
    );
  }
}

/** Whether a driver can expose; one that can't looks on. */
export function canAcquire({ capabilities }: Hello): boolean {
  return capabilities?.acquire === true;
}

/** A driver says hello. Its epoch is one more than any before. */
function prepareConnection(core: CollectionCore, { hello, ack }: Extract<CoreInput, { kind: "connect" }>): Act {
  checkHello(hello);
  requireAcquire(canAcquire(hello), core.state.mode);
  if (ack > core.exchange.lastSent) {
    throw unexpected(
      `message ${ack} is acknowledged, but only ${core.exchange.lastSent} were sent by this server in session '${core.options.key}': it is another one than the driver remembers; start a session with another key`,
      "UNKNOWN_ACK",
    );
  }
  if (!core.exchange.canGoOnFrom(ack)) {
    throw unexpected(
      `hello.ack is ${ack}, but the driver had acknowledged more: it has lost its state; start another session`,
      "DRIVER_LOST_STATE",
    );
  }
  return () => {
    core.exchange.acknowledged(ack);
    core.epoch++;
    core.canSurvey = hello.capabilities?.survey === true;
    core.canAcquire = canAcquire(hello);
    core.guard({ kind: "connected" });
    const { directiveInFlight } = core;
    if (directiveInFlight === undefined || directiveInFlight === hello.directiveId) return;
    const { outbox } = core.exchange.state;
    const isOnItsWay = outbox.some(
      ({ message: { message } }) => message?.$case === "directive" && message.directive.id === directiveInFlight,
    );
    if (!isOnItsWay) core.dispatch({ kind: "forgotten" });
  };
}

function prepareDriver(core: CollectionCore, request: DriveRequest): Act {
  checkMessage(schemas.envelope, request, "");
  const { message, seq, ack, instrumentSeconds } = request;
  if (message === undefined) {
    throw invalid("the message has no body that this server knows; expected one of DriveRequest.message", "message");
  }
  if (message.$case === "hello") throw unexpected("hello came a second time on this stream; expected it once");
  checkAck(core, ack);
  try {
    if (!core.exchange.isNew(seq)) return () => core.exchange.acknowledged(ack);
  } catch (error) {
    if (error instanceof SequenceGap) throw unexpected(error.message, "SEQUENCE_GAP");
    throw error;
  }
  const act = prepareDriverMessage(core, message);
  return () => {
    core.exchange.acknowledged(ack);
    core.exchange.accept(seq);
    core.model.observeClock(instrumentSeconds);
    act();
  };
}

function checkAck(core: CollectionCore, ack: number): void {
  try {
    core.exchange.requireSent(ack);
  } catch (error) {
    if (error instanceof RangeError) throw unexpected(error.message, "UNKNOWN_ACK");
    throw error;
  }
}
