/** A tenth of a pixel is as exact as a picture needs. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
