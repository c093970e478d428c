import type { z } from "zod";
import type { LocatedError } from "../errors.js";
import { joinErrors, plain } from "./document/located.js";
import { readDocument } from "./document/read-document.js";
import { located, type Problem, problems } from "./schema/problems.js";

/**
 * Reads and checks a YAML file that neither extends others nor has expressions.
 *
 * @param more what else is wrong with a file of the right form
 * @throws UserError with `file:line:column` for each thing that is wrong
 * @example checkPlainDocument("suite.yaml", schema)
 */
export function checkPlainDocument<Top extends z.ZodType>(
  file: string,
  top: Top,
  more: (value: z.output<Top>) => Problem[] = () => [],
): z.output<Top> {
  const { root, found } = readDocument(file);
  if (root === undefined) throw joinErrors(file, found);
  const data = plain(root);
  const checked = top.safeParse(data);
  const wrong = checked.success ? more(checked.data) : problems(top, checked.error.issues, data);
  const errors: LocatedError[] = [
    ...found,
    ...wrong.flatMap((problem) => (isTold(problem) ? [located(root, problem)] : [])),
  ];
  if (errors.length > 0) throw joinErrors(file, errors);
  return checked.data as z.output<Top>;
}

function isTold(problem: Problem): problem is Problem & { readonly text: string } {
  return problem.text !== undefined;
}
