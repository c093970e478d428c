import { DriveRequest } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ReportRequest } from "../../../proto/gen/cryogym/v1alpha1/results_service.js";
import type { JournalEntry } from "../../journal/index.js";
import type { CoreInput } from "../core/core-input.js";

/** What comes as a message is kept as the bytes that came, with what this version does not know; all else as JSON. */
export type InputKind = CoreInput["kind"];

/** An input as the journal keeps it. @param raw the message as it came, of those that were messages */
export function payloadOf(input: CoreInput, raw: Uint8Array | undefined): Uint8Array {
  if (raw !== undefined) return raw;
  switch (input.kind) {
    case "connect": {
      const { hello, ack } = input;
      return DriveRequest.encode(DriveRequest.fromPartial({ ack, message: { $case: "hello", hello } })).finish();
    }
    case "driver":
      return DriveRequest.encode(input.request).finish();
    case "results":
      return ReportRequest.encode(input.request).finish();
    default:
      return Buffer.from(JSON.stringify(input));
  }
}

/** @throws Error if an entry's kind is of a later version */
export function inputOf({ kind, payload, index }: JournalEntry): CoreInput {
  switch (kind as InputKind) {
    case "connect": {
      const { message, ack } = DriveRequest.decode(payload);
      if (message?.$case !== "hello") throw new Error(`entry ${index} of the journal is no hello`);
      return { kind: "connect", hello: message.hello, ack };
    }
    case "driver":
      return { kind: "driver", request: DriveRequest.decode(payload) };
    case "results":
      return { kind: "results", request: ReportRequest.decode(payload) };
    case "operator":
    case "decision":
    case "noDecision":
    case "woken":
    case "guard":
    case "safety":
      return JSON.parse(Buffer.from(payload).toString()) as CoreInput;
    default:
      throw new Error(`entry ${index} of the journal is a '${kind}', which this version does not know`);
  }
}
