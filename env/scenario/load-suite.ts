import { join } from "node:path";
import { z } from "zod";
import { type LocatedError, UserError } from "../errors.js";
import { didYouMean } from "../nearest-word.js";
import { joinErrors, plain } from "./document/located.js";
import { readDocument } from "./document/read-document.js";
import { shorten } from "./document/shorten.js";
import { existingFile, isPath, scenarioNames, scenariosFolder, yamlNames } from "./scenario-files.js";
import { located, type Problem, problems } from "./schema/problems.js";

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
  const { root, found } = readDocument(file);
  if (root === undefined) throw joinErrors(file, found);
  const data = plain(root);
  const checked = suiteSchema.safeParse(data);
  const wrong = checked.success
    ? memberProblems(checked.data.scenarios)
    : problems(suiteSchema, checked.error.issues, data);
  const errors: LocatedError[] = [
    ...found,
    ...wrong.flatMap((problem) => (isTold(problem) ? [located(root, problem)] : [])),
  ];
  if (errors.length > 0) throw joinErrors(file, errors);
  return { ...(checked.data as z.output<typeof suiteSchema>), file };
}

function suiteFile(nameOrFile: string): string {
  if (isPath(nameOrFile)) return existingFile(nameOrFile);
  const names = suiteNames();
  if (names.includes(nameOrFile)) return join(suitesFolder, `${nameOrFile}.yaml`);
  throw new UserError(
    `unknown suite '${shorten(nameOrFile)}'.${didYouMean(nameOrFile, names)} Known: ${names.join(", ")}; or give a path that ends in .yaml.`,
  );
}

function isTold(problem: Problem): problem is Problem & { readonly text: string } {
  return problem.text !== undefined;
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
