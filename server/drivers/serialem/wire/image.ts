/** What the numbers of an image are. */
export const ImageType = { Byte: 0, Int16: 1, Float32: 2, Uint16: 6, Rgb: 16 } as const;

const BYTES: ReadonlyMap<number, number> = new Map([
  [ImageType.Byte, 1],
  [ImageType.Int16, 2],
  [ImageType.Float32, 4],
  [ImageType.Uint16, 2],
  [ImageType.Rgb, 3],
]);

/** An image as it travels, row by row. */
export interface WireImage {
  /** One of {@link ImageType}. */
  readonly type: number;
  readonly columns: number;
  readonly rows: number;
  /** Bytes from a row to the next one; more than the pixels need where rows are padded. */
  readonly rowBytes: number;
  readonly bytes: Buffer;
}

/** Bytes of a pixel; undefined if there is no such type. */
export function pixelBytes(type: number): number | undefined {
  return BYTES.get(type);
}

/** Bytes of each chunk of an image: all as long as the first but the last one. */
export function chunkLengths(byteLength: number, chunks: number): number[] {
  const most = Math.ceil(byteLength / chunks);
  const lengths: number[] = [];
  for (let left = byteLength; left > 0; left -= most) lengths.push(Math.min(left, most));
  return lengths;
}

/** An image's pixels without padding. [rows × columns, times 3 of colours] @throws RangeError for an unknown type */
export function pixels({ type, columns, rows, rowBytes, bytes }: WireImage): Float32Array {
  const read = READERS.get(type);
  if (read === undefined) throw new RangeError(`image type ${type}; 0, 1, 2, 6 or 16 was expected`);
  const perRow = type === ImageType.Rgb ? columns * 3 : columns;
  const size = type === ImageType.Rgb ? 1 : BYTES.get(type)!;
  const values = new Float32Array(rows * perRow);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < perRow; i++) values[row * perRow + i] = read(bytes, row * rowBytes + i * size);
  }
  return values;
}

const READERS: ReadonlyMap<number, (bytes: Buffer, at: number) => number> = new Map([
  [ImageType.Byte, (bytes: Buffer, at: number) => bytes.readUInt8(at)],
  [ImageType.Int16, (bytes: Buffer, at: number) => bytes.readInt16LE(at)],
  [ImageType.Float32, (bytes: Buffer, at: number) => bytes.readFloatLE(at)],
  [ImageType.Uint16, (bytes: Buffer, at: number) => bytes.readUInt16LE(at)],
  [ImageType.Rgb, (bytes: Buffer, at: number) => bytes.readUInt8(at)],
]);
