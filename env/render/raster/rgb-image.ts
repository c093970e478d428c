/** A picture in `rgb_array` mode. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 3]`, row by row from the top: red, green, blue from 0 to 255. */
  readonly data: Uint8Array;
}
