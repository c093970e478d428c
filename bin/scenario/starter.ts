import { Document, isCollection, visit } from "yaml";

/** What a scenario's keys are about, for someone who reads their first one. */
const about: Readonly<Record<string, string>> = {
  world: "Where targets and their quality come from.",
  start: "Where an episode begins: random-hole, or outside with nothing loaded.",
  latency: "What moves and exposures take.",
  objective: "What counts as good.",
};

/** What a starter file is made of. */
export interface Starter {
  readonly name: string;
  /** Path of the JSON Schema, as seen from the file. */
  readonly schema: string;
  /** As `extends` has them: names, or paths as seen from the file. */
  readonly extends: readonly string[];
  /** What these give, key by key. */
  readonly inherited: Readonly<Record<string, unknown>>;
}

/** A scenario file that extends another one, with what it inherits as comments to take in. */
export function starterText({ name, schema, extends: bases, inherited }: Starter): string {
  const from = bases.join(" and ");
  const list =
    bases.length === 1 ? JSON.stringify(bases[0]) : `[${bases.map((base) => JSON.stringify(base)).join(", ")}]`;
  const sections = Object.entries(inherited)
    .filter(([key]) => key in about)
    .map(([key, value]) => `# ${about[key]}\n${commented(yamlText({ [key]: value }))}`);
  return `# yaml-language-server: $schema=${schema}
name: ${name}
description: What is special about it.
extends: ${list} # another scenario, a preset, or a list of these; the later ones win

# Names for quantities, to be used below.
variables:
  shift: 60 min

# 8 hours. Times have a unit: s, min, h. Expressions may use variables, + - * / ^, min, max and the like.
budget: 8 * shift

# Everything from here on comes from ${from}. To change something, take the '# ' from its line and from the lines of the
# keys that it stands under; keys that you leave out stay as they are.

${sections.join("\n")}`;
}

/** YAML in which short lists stay on one line. */
function yamlText(value: unknown): string {
  const document = new Document(value);
  visit(document, {
    Seq(_, list) {
      list.flow = !list.items.some(isCollection);
    },
  });
  return document.toString({ flowCollectionPadding: false });
}

function commented(yaml: string): string {
  return yaml.replaceAll(/^(?=.)/gm, "# ");
}
