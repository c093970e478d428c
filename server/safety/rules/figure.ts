/** A number in a sentence: three decimals at most, a real minus sign. */
export function figure(value: number): string {
  return `${Math.round(value * 1000) / 1000}`.replace("-", "−");
}
