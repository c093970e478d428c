/** Positions on a map are pixels: Vega-Lite encodings without axes. */
export const X = { field: "x", type: "quantitative", axis: null } as const;
export const Y = { field: "y", type: "quantitative", axis: null } as const;

/** A tenth of a pixel is as exact as a picture needs. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
