import type { Growth } from "./growth.js";

/** Says how memory grows, such as "The heap: +0.30 MiB an hour (95 %: −0.20 to 0.80): flat." */
export function growthSentence(what: string, { slope, low, high, isFlat }: Growth): string {
  const sign = slope >= 0 ? "+" : "−";
  const verdict = isFlat ? "flat" : slope > 0 ? "it grows" : "it shrinks";
  return `${what}: ${sign}${figure(Math.abs(slope))} MiB an hour (95 %: ${figure(low)} to ${figure(high)}): ${verdict}.`;
}

function figure(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : 0).replace("-", "−");
}
