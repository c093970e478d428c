import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { BinaryReader, type WireType } from "@bufbuild/protobuf/wire";

/** An event of an event file, as much as ours have. */
export interface ReadEvent {
  wallTime: number;
  step: number;
  fileVersion?: string;
  sessionStatus?: number;
  scalars?: Record<string, number>;
}

/** Reads an event file apart from the code that writes it; fails if a checksum does not hold. */
export function readEventFile(file: string): ReadEvent[] {
  const bytes = readFileSync(file);
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    const payload = bytes.subarray(at + 12, at + 12 + length);
    assert.equal(bytes.readUInt32LE(at + 8), maskedCrc(bytes.subarray(at, at + 8)), `checksum of the length at ${at}`);
    assert.equal(bytes.readUInt32LE(at + 12 + length), maskedCrc(payload), `checksum of the payload at ${at}`);
    events.push(readEvent(payload));
    at += length + 16;
  }
  return events;
}

function readEvent(payload: Uint8Array): ReadEvent {
  const event: ReadEvent = { wallTime: Number.NaN, step: 0 };
  fields(payload, {
    1: (reader) => {
      event.wallTime = reader.double();
    },
    2: (reader) => {
      event.step = Number(reader.int64());
    },
    3: (reader) => {
      event.fileVersion = reader.string();
    },
    5: (reader) => {
      event.scalars = readSummary(reader.bytes());
    },
    7: (reader) => {
      fields(reader.bytes(), {
        1: (log) => {
          event.sessionStatus = log.int32();
        },
      });
    },
  });
  return event;
}

function readSummary(summary: Uint8Array): Record<string, number> {
  const scalars: Record<string, number> = {};
  fields(summary, {
    1: (reader) => {
      let tag = "";
      fields(reader.bytes(), {
        1: (value) => {
          tag = value.string();
        },
        2: (value) => {
          scalars[tag] = value.float();
        },
      });
    },
  });
  return scalars;
}

function fields(message: Uint8Array, read: Record<number, (reader: BinaryReader, type: WireType) => void>): void {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const readField = read[field];
    assert.ok(readField !== undefined, `field ${field} is none of ours`);
    readField(reader, type);
  }
}

/** Bit by bit, from the reflected polynomial of CRC-32C alone. */
function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  const checksum = BigInt(~crc >>> 0);
  const turned = (checksum >> 15n) | ((checksum << 17n) & 0xffffffffn);
  return Number((turned + 0xa282ead8n) & 0xffffffffn);
}
