import { seriesColour } from "../../../env/render/palette.js";

/** The colour channel of charts whose marks stand for policies; a legend stands beside them. */
export function policyColour(policies: readonly string[]) {
  const scale = { domain: [...policies], range: policies.map((_, i) => seriesColour(i)) };
  return { field: "policy", type: "nominal" as const, legend: null, scale };
}
