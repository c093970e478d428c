import { join } from "node:path";
import type { CheckpointCard } from "../../agent/learn/checkpoint/card.js";
import { readCard } from "../../agent/learn/checkpoint/read-card.js";
import type { FlatCard } from "../../agent/learn/dqn/flat-card.js";
import { checkpointFolder } from "../../agent/learn/policy/loaded-checkpoints.js";
import { formatTable } from "../terminal/format-table.js";

/** `cryogym checkpoint show`. @throws UserError if there is no card, or none of this version */
export function showCheckpoint(given: string, json: boolean): void {
  const folder = checkpointFolder(given);
  const card = readCard(join(folder, "card.json"));
  process.stdout.write(json ? `${JSON.stringify(card, null, 2)}\n` : describe(folder, card));
}

function describe(folder: string, card: CheckpointCard | FlatCard): string {
  const { purpose, training, network, features, figures } = card;
  const whole = (value: number) => value.toLocaleString("en");
  const facts = [
    ["trained on", training.scenarios.join(", ")],
    ["never seen", training.heldBack.join(", ") || "–"],
    ["steps", whole(training.steps)],
    ["minutes", `${whole(Math.round(training.minutes))}, ${training.machine}, ${training.backend}`],
    ["seed", String(training.seed)],
    ["version", training.codeVersion],
    ["command", training.command],
    ["network", `${whole(network.parameters)} weights; ${describeNetwork(card)}`],
    [`features (version ${features.schemaVersion})`, ""],
    ...Object.entries(features).flatMap(([of, names]) =>
      Array.isArray(names) ? [[`  of a ${of}, ${names.length}`, names.join(", ")] as const] : [],
    ),
  ] as const;
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd());
  return `${[`${folder}\n${purpose}`, lines.join("\n"), ...figureTable(figures)].join("\n\n")}\n`;
}

function describeNetwork(card: CheckpointCard | FlatCard): string {
  if (card.kind === "flat-dqn") return `${card.network.hidden.join(", ")} wide; values each hole by itself`;
  const { hidden, indexPrior, temperature, hierarchy } = card.network;
  const start = indexPrior ? `starts from the rule, temperature ${temperature}` : "without the rule's scores";
  return `${hidden} wide; ${start}; ${hierarchy ? "level by level" : "among everything at once"}`;
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
