import crc32c from "crc-32/crc32c.js";

const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;

/**
 * A record as TFRecord files hold it: length, its checksum, the payload, its checksum; little-endian.
 *
 * Source: "TFRecords format details", https://www.tensorflow.org/tutorials/load_data/tfrecord
 *
 * @example writeSync(handle, tfRecord(encodeScalars(time, step, { loss: 0.1 })))
 */
export function tfRecord(payload: Uint8Array): Uint8Array {
  const record = new Uint8Array(HEADER_BYTES + payload.length + FOOTER_BYTES);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(payload.length), true);
  view.setUint32(8, maskedChecksum(record.subarray(0, 8)), true);
  record.set(payload, HEADER_BYTES);
  view.setUint32(HEADER_BYTES + payload.length, maskedChecksum(payload), true);
  return record;
}

/** CRC-32C, turned and shifted, since the checksum of data that holds checksums says little. */
function maskedChecksum(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
