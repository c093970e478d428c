import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Fields of TensorBoard's `Event` and what is in it, from its `event.proto` and `summary.proto`. */
const Event = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 };
const Summary = { value: 1 };
const Value = { tag: 1, simpleValue: 2 };
const SessionLog = { status: 1 };
const SESSION_START = 1;

/** The event that each file begins with. */
export function encodeFileVersion(wallTimeSeconds: number): Uint8Array {
  return begin(wallTimeSeconds).tag(Event.fileVersion, WireType.LengthDelimited).string("brain.Event:2").finish();
}

/** The event of a run that goes on: what earlier files hold of this step and later ones is not shown any more. */
export function encodeSessionStart(wallTimeSeconds: number, firstStep: number): Uint8Array {
  const writer = atStep(wallTimeSeconds, firstStep).tag(Event.sessionLog, WireType.LengthDelimited).fork();
  return writer.tag(SessionLog.status, WireType.Varint).int32(SESSION_START).join().finish();
}

/**
 * The event of one step's metrics, each as a scalar of 32 bits; NaN and infinities are written as such, and so is what
 * 32 bits can't hold.
 *
 * @example tfRecord(encodeScalars(clock(), 2048, { "loss/policy": -0.01 }))
 */
export function encodeScalars(
  wallTimeSeconds: number,
  step: number,
  metrics: Readonly<Record<string, number>>,
): Uint8Array {
  const writer = atStep(wallTimeSeconds, step).tag(Event.summary, WireType.LengthDelimited).fork();
  for (const [name, value] of Object.entries(metrics)) {
    writer.tag(Summary.value, WireType.LengthDelimited).fork();
    writer.tag(Value.tag, WireType.LengthDelimited).string(name);
    writer.tag(Value.simpleValue, WireType.Bit32).float(Math.fround(value)).join();
  }
  return writer.join().finish();
}

function atStep(wallTimeSeconds: number, step: number): BinaryWriter {
  return begin(wallTimeSeconds).tag(Event.step, WireType.Varint).int64(step);
}

function begin(wallTimeSeconds: number): BinaryWriter {
  return new BinaryWriter().tag(Event.wallTime, WireType.Bit64).double(wallTimeSeconds);
}
