import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../env/package-root.js";
import { machineDiagram } from "../../server/collection/machine/diagram.js";

/** Puts the diagram of the state machine into the document about it: `npm run docs`. */

const file = join(packageRoot, "docs", "session-states.md");

/** The document with the diagram as the rules are now. */
export function withDiagram(text: string): string {
  return text.replace(/```mermaid\n.*?```/s, () => `\`\`\`mermaid\n${machineDiagram()}\`\`\``);
}

if (process.argv[1]?.endsWith("session-states.js")) writeFileSync(file, withDiagram(readFileSync(file, "utf8")));
