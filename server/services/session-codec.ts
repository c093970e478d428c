import {
  Mode as ModeMessage,
  Proposal as ProposalMessage,
  SessionState,
} from "../../proto/gen/cryogym/v1alpha1/session_service.js";
import { type Mode, modes, type Proposal, type StateName } from "../collection/machine/collection-state.js";

const modeMessages: Readonly<Record<Mode, ModeMessage>> = {
  observe: ModeMessage.OBSERVE,
  shadow: ModeMessage.SHADOW,
  advise: ModeMessage.ADVISE,
  autonomous: ModeMessage.AUTONOMOUS,
};

export function modeMessage(mode: Mode): ModeMessage {
  return modeMessages[mode];
}

/** Undefined for what is no mode. */
export function modeOf(message: ModeMessage): Mode | undefined {
  return modes.find((mode) => modeMessages[mode] === message);
}

/** How a session stands, as operators are told. */
export function stateMessage(name: StateName): SessionState {
  switch (name) {
    case "surveying":
      return SessionState.SURVEYING;
    case "held":
      return SessionState.PAUSED;
    case "halting":
    case "halted":
    case "resuming":
      return SessionState.HALTED;
    case "finishing":
      return SessionState.FINISHING;
    case "finished":
      return SessionState.FINISHED;
    default:
      return SessionState.COLLECTING;
  }
}

export function proposalMessage({ number, plan, stops, sentence, numbers }: Proposal): ProposalMessage {
  const targetIds = plan.flatMap((planned) => (planned.kind === "acquire" ? planned.holes : [planned.target]));
  return ProposalMessage.fromPartial({
    number,
    targetIds: stops ? [] : targetIds,
    sentence,
    numbers: { ...numbers },
  });
}
