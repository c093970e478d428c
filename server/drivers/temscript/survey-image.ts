import { InstrumentError } from "../instrument.js";
import type { Answers } from "./shapes.js";

/** An image of a camera. */
export interface SurveyImage {
  readonly widthPixels: number;
  readonly heightPixels: number;
  /** Row by row. */
  readonly counts: Float64Array;
}

/** How pixels are read: bytes of each, and the method of a DataView. */
const READERS: Readonly<
  Record<string, { readonly bytes: number; readonly read: (view: DataView, at: number, little: boolean) => number }>
> = {
  INT8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  UINT8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  INT16: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  UINT16: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  INT32: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  UINT32: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  FLOAT32: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  FLOAT64: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

/** Unpacks an image as temscript packs it. @throws InstrumentError if its form or its size is wrong */
export function unpackImage(packed: Answers["acquire"][string]): SurveyImage {
  const { width, height, type, endianness, data } = packed;
  const reader = READERS[type];
  if (reader === undefined)
    throw new InstrumentError(
      `the image has pixels of type '${type}'; expected ${Object.keys(READERS).join(", ")}`,
      true,
    );
  const bytes = Buffer.from(data, "base64");
  const expected = width * height * reader.bytes;
  if (bytes.length !== expected)
    throw new InstrumentError(
      `the image of ${width} × ${height} has ${bytes.length} bytes; expected ${expected}`,
      true,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const counts = Float64Array.from({ length: width * height }, (_, i) =>
    reader.read(view, i * reader.bytes, endianness === "LITTLE"),
  );
  return { widthPixels: width, heightPixels: height, counts };
}

/** Mean counts a pixel. */
export function meanCounts({ counts }: SurveyImage): number {
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}
