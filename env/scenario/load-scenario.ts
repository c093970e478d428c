import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { LocatedError, UserError } from "../errors.js";
import { didYouMean } from "../nearest-word.js";
import { packageRoot } from "../package-root.js";
import type { Registry, RegistryEntry } from "../registry.js";
import { worldKinds } from "../world/kinds/index.js";
import { latencyKinds } from "../world/latency/kinds/index.js";
import { type LocatedDocument, locatedError, problems } from "./located-issues.js";
import type { Scenario } from "./scenario.js";
import { scenarioSchema } from "./schema.js";

/** The folder of the scenarios that come with cryogym. */
export const scenariosFolder = join(packageRoot, "scenarios");

/** Names of the scenarios that come with cryogym. */
export function scenarioNames(): string[] {
  return readdirSync(scenariosFolder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/** The file that a scenario's name or path means. @throws UserError if there is none */
export function scenarioFile(nameOrFile: string): string {
  if (/\.ya?ml$/i.test(nameOrFile)) {
    const file = resolve(nameOrFile);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return file;
    throw new UserError(`there is no scenario file ${file}`);
  }
  const file = join(scenariosFolder, `${nameOrFile}.yaml`);
  if (existsSync(file)) return file;
  const names = scenarioNames();
  throw new UserError(
    `unknown scenario '${nameOrFile}'.${didYouMean(nameOrFile, names)} Known: ${names.join(", ")}; or give a path that ends in .yaml.`,
  );
}

/**
 * Reads and checks a scenario by name or file. Opens no table.
 *
 * @throws UserError with `file:line:column` for each thing that is wrong
 * @example loadScenario("21mar02c").plan.budgetSeconds // 28800
 */
export function loadScenario(nameOrFile: string): Scenario {
  const file = scenarioFile(nameOrFile);
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines, prettyErrors: false });
  const source: LocatedDocument = { file, document, lines };
  const broken = document.errors[0];
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new LocatedError(
      { file, line, column: col },
      `not valid YAML: ${broken.message.replace(/; please use.*$/, "")}`,
    );
  }
  const raw = documentValue(source);
  const top = scenarioSchema.safeParse(raw);
  const found = top.success ? [] : problems(scenarioSchema, top.error.issues, raw);
  const value = top.data;
  const world = options(raw, "world", worldKinds);
  const latency = options(raw, "latency", latencyKinds);
  found.push(...world.found, ...latency.found);
  if (value === undefined || found.length > 0) throw locatedError(source, found);
  return {
    name: value.name,
    description: value.description,
    file,
    world: { kind: value.world.kind, options: world.value },
    start: value.start,
    plan: {
      budgetSeconds: value.budget,
      latency: latencyKinds.get(value.latency.kind).create(latency.value),
      objective: value.objective.good,
    },
  };
}

/** The document as plain data; aliases that would blow up are refused. */
function documentValue({ file, document }: LocatedDocument): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    throw new LocatedError({ file, line: 1, column: 1 }, `can't be read: ${(error as Error).message}`);
  }
}

/** Checks the keys of a mapping other than `kind` by the schema of its kind, if that is known. */
function options(
  raw: unknown,
  key: "world" | "latency",
  kinds: Registry<RegistryEntry & { readonly options: z.ZodType }>,
): { value: unknown; found: ReturnType<typeof problems> } {
  const mapping = z.looseObject({ [key]: z.looseObject({ kind: z.enum(kinds.names()) }) }).safeParse(raw);
  if (!mapping.success) return { value: undefined, found: [] };
  const { kind, ...rest } = mapping.data[key] as { kind: string };
  const schema = kinds.get(kind).options;
  const result = schema.safeParse(rest);
  if (result.success) return { value: result.data, found: [] };
  return { value: undefined, found: problems(schema, result.error.issues, rest, [key], ["kind"]) };
}

/** Folder of a scenario's file: tables are looked up from here first. */
export function scenarioFolder(scenario: Scenario): string {
  return dirname(scenario.file);
}
