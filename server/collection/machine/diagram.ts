import { rules } from "./rules.js";

/** The machine as a diagram in Mermaid's language, an arrow a rule; what stays where it is is left out. */
export function machineDiagram(): string {
  const arrows = new Map<string, string[]>();
  for (const { from, on, when, to } of rules) {
    if (to === undefined) continue;
    for (const state of from) {
      const key = `${state} --> ${to}`;
      const label = `${on === "always" ? "" : on}${when === undefined ? "" : ` [${when}]`}`.trim();
      arrows.set(key, [...(arrows.get(key) ?? []), label === "" ? "otherwise" : label]);
    }
  }
  const lines = [...arrows].map(([arrow, labels]) => `  ${arrow} : ${[...new Set(labels)].join(", ")}`);
  return ["stateDiagram-v2", "  [*] --> surveying", ...lines, "  finished --> [*]", ""].join("\n");
}
