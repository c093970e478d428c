import { RandomStream } from "../../../../env/random/random-stream.js";
import { ImageType } from "../../serialem/wire/image.js";
import type { BufferImage } from "./image-buffers.js";
import type { Specimen } from "./specimen.js";
import type { Point } from "./target-positions.js";

/** What a camera shows of an area: its field, and what stands out in it. */
export interface Field {
  readonly micrometers: number;
  /** Level of the targets that are drawn. */
  readonly level: number;
  /** Their radius, µm. */
  readonly radiusMicrometers: number;
}

/** Fields of the low-dose areas and of a montage. */
export const fields: Readonly<Record<string, Field>> = {
  M: { micrometers: 1600, level: 2, radiusMicrometers: 22 },
  S: { micrometers: 64, level: 4, radiusMicrometers: 0.6 },
  V: { micrometers: 12, level: 4, radiusMicrometers: 0.6 },
  R: { micrometers: 0.4, level: 4, radiusMicrometers: 0.6 },
};

const DARK_COUNTS = 0;
const SUPPORT_COUNTS = 180;
const HOLE_COUNTS = 900;
const NOISE_SHARE = 0.06;

export interface Shot {
  readonly area: string;
  readonly centre: Point;
  /** Whether electrons reach the camera. */
  readonly hasBeam: boolean;
  /** Pixels a side. */
  readonly pixels: number;
  /** Counts the images: no two have the same noise. */
  readonly number: number;
}

/** A 16-bit image of what lies there: thin places bright on a darker support, with noise. */
export function renderImage(specimen: Specimen, { area, centre, hasBeam, pixels, number }: Shot): BufferImage {
  const field = fields[area] ?? fields.R!;
  const counts = new Float64Array(pixels * pixels).fill(hasBeam ? SUPPORT_COUNTS : DARK_COUNTS);
  const perPixel = field.micrometers / pixels;
  if (hasBeam && specimen.loaded !== 0) {
    for (const row of specimen.positions.rows(specimen.loaded, field.level)) {
      const { x, y } = specimen.positions.at(row);
      const column = (x - centre.x) / perPixel + pixels / 2;
      const line = (y - centre.y) / perPixel + pixels / 2;
      disc(counts, pixels, {
        column,
        line,
        radius: field.radiusMicrometers / perPixel,
        counts: HOLE_COUNTS - (row % 7) * 20,
      });
    }
  }
  const random = new RandomStream(number);
  const bytes = Buffer.alloc(2 * counts.length);
  for (let i = 0; i < counts.length; i++) {
    const noise = (random.uniform() + random.uniform() - 1) * NOISE_SHARE * counts[i]!;
    bytes.writeUInt16LE(Math.max(0, Math.round(counts[i]! + noise)), 2 * i);
  }
  const size = { columns: pixels, rows: pixels, rowBytes: 2 * pixels };
  return { type: ImageType.Uint16, ...size, bytes, area, centre, fieldMicrometers: field.micrometers };
}

interface Disc {
  readonly column: number;
  readonly line: number;
  readonly radius: number;
  readonly counts: number;
}

function disc(into: Float64Array, pixels: number, { column, line, radius, counts }: Disc): void {
  const [top, bottom] = [Math.max(0, Math.ceil(line - radius)), Math.min(pixels - 1, Math.floor(line + radius))];
  const [left, right] = [Math.max(0, Math.ceil(column - radius)), Math.min(pixels - 1, Math.floor(column + radius))];
  for (let row = top; row <= bottom; row++) {
    for (let at = left; at <= right; at++) {
      if (Math.hypot(row - line, at - column) <= radius) into[row * pixels + at] = counts;
    }
  }
}
