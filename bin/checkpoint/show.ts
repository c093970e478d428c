import { join } from "node:path";
import type { CheckpointCard } from "../../agent/learn/checkpoint/card.js";
import { readCard } from "../../agent/learn/checkpoint/read-card.js";
import { checkpointFolder } from "../../agent/learn/policy/loaded-checkpoints.js";
import { formatTable } from "../terminal/format-table.js";

/** `cryogym checkpoint show`. @throws UserError if there is no card, or none of this version */
export function showCheckpoint(given: string, json: boolean): void {
  const folder = checkpointFolder(given);
  const card = readCard(join(folder, "card.json"));
  process.stdout.write(json ? `${JSON.stringify(card, null, 2)}\n` : describe(folder, card));
}

function describe(folder: string, { purpose, training, network, features, figures }: CheckpointCard): string {
  const whole = (value: number) => value.toLocaleString("en");
  const facts = [
    ["trained on", training.scenarios.join(", ")],
    ["never seen", training.heldBack.join(", ") || "–"],
    ["steps", whole(training.steps)],
    ["minutes", `${whole(Math.round(training.minutes))}, ${training.machine}, ${training.backend}`],
    ["seed", String(training.seed)],
    ["version", training.codeVersion],
    ["command", training.command],
    [
      "network",
      `${whole(network.parameters)} weights, ${network.hidden} wide; ${
        network.indexPrior ? `starts from the rule, temperature ${network.temperature}` : "without the rule's scores"
      }`,
    ],
    [`features (version ${features.schemaVersion})`, ""],
    [`  of a candidate, ${features.candidate.length}`, features.candidate.join(", ")],
    [`  of the context, ${features.context.length}`, features.context.join(", ")],
  ] as const;
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd());
  return `${[`${folder}\n${purpose}`, lines.join("\n"), ...figureTable(figures)].join("\n\n")}\n`;
}

function figureTable(figures: CheckpointCard["figures"]): string[] {
  if (figures.length === 0) return ["No figures."];
  const number = (value: number) => String(Number(value.toPrecision(4))).replace("-", "−");
  const rows = figures.map(({ what, value, low, high, command }) => [
    what,
    number(value),
    `${number(low)} – ${number(high)}`,
    command,
  ]);
  return [formatTable(["figure", "value", "95 % interval", "command"], rows)];
}
