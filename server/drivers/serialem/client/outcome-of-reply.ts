import { CommandEnd, ReturnCode } from "../wire/codes.js";
import type { WireReply } from "../wire/reply.js";
import type { ReportedValue } from "../wire/report-array.js";
import {
  CommandFailedError,
  FrameRefusedError,
  OperatorStopError,
  ScopeBusyError,
  ScriptExitedError,
  type SerialEmError,
} from "./errors.js";

/** What a refusal means; undefined if the reply is none. */
export function refusalOf(command: string, reply: WireReply): SerialEmError | undefined {
  if (reply.kind !== "refusal") return undefined;
  switch (reply.returnCode) {
    case ReturnCode.Stopped:
      return new OperatorStopError(command, true);
    case ReturnCode.Busy:
      return new ScopeBusyError(command);
    default:
      return new FrameRefusedError(command, reply.returnCode);
  }
}

/** What the end of a command that was begun means; undefined if it was carried out. */
export function failureOf(command: string, ended: number, values: readonly ReportedValue[]): SerialEmError | undefined {
  switch (ended) {
    case CommandEnd.Done:
      return undefined;
    case CommandEnd.Stopped:
      return new OperatorStopError(command, false);
    case CommandEnd.Exited:
    case CommandEnd.ExitedQuietly:
      return new ScriptExitedError(command);
    default: {
      const [said] = values;
      return new CommandFailedError(command, typeof said === "string" ? said : `error ${ended} without a message`);
    }
  }
}
