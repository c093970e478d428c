import { rules, unhalted } from "./rules.js";

/** Stands for every state in which no halt holds. */
const ANYWHERE = "anywhere";

/** The machine as a diagram in Mermaid's language, an arrow a rule; what stays where it is is left out. */
export function machineDiagram(): string {
  const arrows = new Map<string, string[]>();
  for (const { from, on, when, to } of rules) {
    if (to === undefined) continue;
    const isAnywhere = unhalted.every((state) => from.includes(state));
    const others = isAnywhere ? from.filter((state) => !(unhalted as readonly string[]).includes(state)) : from;
    for (const state of isAnywhere ? [ANYWHERE, ...others] : others) {
      if (state === to) continue;
      const key = `${state} --> ${to}`;
      const labels = arrows.get(key) ?? [];
      const event = on === "always" ? "otherwise" : on;
      // What happens anyway happens on a condition, too.
      if (!labels.includes(event))
        arrows.set(key, when === undefined ? plain(labels, event) : [...labels, label(on, when)]);
    }
  }
  const lines = [...arrows].map(([arrow, labels]) => `  ${arrow} : ${labels.join(", ")}`);
  const anywhere = `  state "any state without a halt" as ${ANYWHERE}`;
  return ["stateDiagram-v2", anywhere, "  [*] --> surveying", ...lines, "  finished --> [*]", ""].join("\n");
}

function label(on: string, when: string): string {
  return on === "always" ? `[${when}]` : `${on} [${when}]`;
}

function plain(labels: readonly string[], event: string): string[] {
  return [...labels.filter((one) => !one.startsWith(`${event} [`)), event];
}
