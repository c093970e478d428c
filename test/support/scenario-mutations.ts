import { parse, stringify } from "yaml";
import type { RandomStream } from "../../env/random/random-stream.js";

/** What YAML, the expressions or JavaScript might stumble over. */
const SNIPPETS = [
  ..."{}[]:,-?*&!|>'\"%@`#\t\n \\<=~",
  ...["<<: *a", "&a ", "*a", "!!js/function x", "---\n", "...\n", "%YAML 1.1\n", "? ", "- - - -", "[[[[[[", "{{{{{{"],
  ...["__proto__: 1\n", "constructor: 1\n", "extends: y1-like\n", "extends: [21mar02c, mutant.yaml]\n", "\0", "\ufeff"],
  ...[
    "variables: {shift: 60 min}\n",
    "8 * shift",
    "2^99999",
    "10!",
    "é",
    "𝄞",
    "\u2028",
    "\r",
    "\u007f",
    "null",
    ".nan",
  ],
];

const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY, "", " ", "generated", "replay"],
  ...[
    "5 um",
    "5 s",
    "-5 s",
    "480",
    "480 min",
    "1e999 s",
    "8 * shift",
    "shift",
    "2^99999 s",
    "10!",
    "((((((1",
    "x".repeat(5000),
  ],
  ...[
    "(".repeat(400),
    "1:3e6",
    "ctf_resolution_angstrom > 4",
    "ctf_resolution_angstrom",
    "import('fs')",
    "../../../etc/passwd",
  ],
  ...[
    [],
    {},
    [[]],
    [1],
    [1, 2],
    [2, 1],
    [0, 1, 2],
    { kind: "levels" },
    { kind: null },
    [null],
    { a: { b: { c: {} } } },
  ],
  ...["\0", "a\0.yaml", "a\nb", "\u001b[2J", `${"x".repeat(900)}.yaml`, "..", "/", "/etc/passwd.yaml", "./mutant.yaml"],
  ...["y1-like", ["y1-like", "y1-wide"], "mutant.yaml", { shift: "60 min" }, { a: "b", b: "a" }, { constructor: 1 }],
];

const KEYS = [
  "extends",
  "variables",
  "kind",
  "__proto__",
  "constructor",
  "toString",
  "hide",
  "1",
  "",
  "budgett",
  "name",
];

function pick<T>(items: readonly T[], random: RandomStream): T {
  return items[random.integer(items.length)]!;
}

/** A scenario's text with one to three changes of its characters and lines. */
export function mutateText(text: string, random: RandomStream): string {
  let mutant = text;
  for (let changes = 1 + random.integer(3); changes > 0; changes--) {
    const at = random.integer(mutant.length + 1);
    const to = Math.min(mutant.length, at + random.integer(30));
    const lines = mutant.split("\n");
    const line = random.integer(lines.length);
    switch (random.integer(9)) {
      case 0:
        mutant = mutant.slice(0, at) + mutant.slice(to);
        break;
      case 1:
        mutant = mutant.slice(0, at) + pick(SNIPPETS, random) + mutant.slice(at);
        break;
      case 2:
        mutant = mutant.slice(0, at) + pick(SNIPPETS, random) + mutant.slice(to);
        break;
      case 3:
        lines.splice(line, 0, pick(lines, random));
        mutant = lines.join("\n");
        break;
      case 4:
        lines.splice(line, 1);
        mutant = lines.join("\n");
        break;
      case 5:
        lines[line] = " ".repeat(random.integer(5)) + lines[line]!.trimStart();
        mutant = lines.join("\n");
        break;
      case 6:
        mutant = mutant.slice(0, at);
        break;
      case 7:
        mutant = mutant.replaceAll(/[1-9]/g, (digit) => (random.integer(8) === 0 ? String(random.integer(10)) : digit));
        break;
      default:
        mutant = mutant.slice(0, at) + mutant.slice(at, to).repeat(1 + random.integer(100)) + mutant.slice(to);
    }
  }
  return mutant;
}

/** A scenario with one to three of its keys and values changed, left out, doubled or misspelt. */
export function mutateTree(text: string, random: RandomStream): string {
  const tree = parse(text) as Record<string, unknown>;
  for (let changes = 1 + random.integer(3); changes > 0; changes--) mutateNode(tree, random);
  return stringify(tree);
}

function mutateNode(tree: Record<string, unknown>, random: RandomStream): void {
  let node = tree;
  for (;;) {
    const keys = Object.keys(node);
    const key = keys.length === 0 ? pick(KEYS, random) : pick(keys, random);
    const inside = Object.hasOwn(node, key) ? node[key] : undefined;
    if (typeof inside === "object" && inside !== null && random.integer(3) > 0) {
      node = inside as Record<string, unknown>;
      continue;
    }
    const name = random.integer(2) === 0 ? pick(KEYS, random) : `${key.slice(0, -1)}${pick([..."aeiou_"], random)}`;
    switch (random.integer(5)) {
      case 0:
        if (typeof inside === "number") node[key] = inside * random.uniform();
        else delete node[key];
        return;
      case 1:
        node[key] = structuredClone(pick(VALUES, random));
        return;
      case 2:
        Object.defineProperty(node, name, { value: inside, enumerable: true, configurable: true, writable: true });
        delete node[key];
        return;
      default:
        Object.defineProperty(node, name, {
          value: structuredClone(pick(VALUES, random)),
          enumerable: true,
          configurable: true,
          writable: true,
        });
        return;
    }
  }
}
