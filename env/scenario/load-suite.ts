import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../errors.js";
import { didYouMean } from "../nearest-word.js";
import { checkPlainDocument } from "./check-plain-document.js";
import { shorten } from "./document/shorten.js";
import { existingFile, isPath, scenarioNames, scenariosFolder, yamlNames } from "./scenario-files.js";
import type { Problem } from "./schema/problems.js";

/** A benchmark: scenarios on which policies are compared. */
export interface Suite {
  readonly name: string;
  readonly description: string;
  /** Absolute path of the YAML file. */
  readonly file: string;
  readonly scenarios: readonly SuiteMember[];
}

export interface SuiteMember {
  /** For {@link loadScenario}. */
  readonly name: string;
  /** What the suite would lack without it, in one line. */
  readonly why: string;
}

const suitesFolder = join(scenariosFolder, "suites");

const suiteSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "expected letters, digits, '.', '_' and '-'"),
  description: z.string().min(1),
  scenarios: z.array(z.strictObject({ name: z.string().min(1), why: z.string().min(1) })).min(1),
});

/** Names of the suites that come with cryogym. */
export function suiteNames(): string[] {
  return yamlNames(suitesFolder);
}

/**
 * Reads and checks a suite by name or file. Its scenarios are named, not loaded; they come with cryogym.
 *
 * @throws UserError with `file:line:column` for each thing that is wrong
 * @example for (const { name } of loadSuite("core").scenarios) loadScenario(name);
 */
export function loadSuite(nameOrFile: string): Suite {
  const file = suiteFile(nameOrFile);
  return { ...checkPlainDocument(file, suiteSchema, ({ scenarios }) => memberProblems(scenarios)), file };
}

function suiteFile(nameOrFile: string): string {
  if (isPath(nameOrFile)) return existingFile(nameOrFile);
  const names = suiteNames();
  if (names.includes(nameOrFile)) return join(suitesFolder, `${nameOrFile}.yaml`);
  throw new UserError(
    `unknown suite '${shorten(nameOrFile)}'.${didYouMean(nameOrFile, names)} Known: ${names.join(", ")}; or give a path that ends in .yaml.`,
  );
}

function memberProblems(members: readonly SuiteMember[]): Problem[] {
  const known = scenarioNames();
  return members.flatMap(({ name }, i): Problem[] => {
    const path = ["scenarios", i, "name"];
    const first = members.findIndex((member) => member.name === name);
    if (first < i) return [{ path, at: "value", text: `scenarios.${i}.name: '${shorten(name)}' comes twice` }];
    if (known.includes(name)) return [];
    const text = `scenarios.${i}.name: unknown scenario '${shorten(name)}'; expected one that comes with cryogym.`;
    return [{ path, at: "value", text: `${text}${didYouMean(name, known)}` }];
  });
}
