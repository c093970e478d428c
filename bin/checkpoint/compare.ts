import { evaluationPolicyNames } from "../../agent/evaluate/policy-by-name.js";
import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import { UserError } from "../../env/errors.js";
import { runEvaluate } from "../evaluate/run-evaluate.js";

interface Flags {
  scenario?: string;
  suite?: string;
  episodes: number;
  seed: number;
  workers?: number;
  backend: BackendChoice;
  data?: string;
  json?: string;
}

/** `cryogym checkpoint compare`: `cryogym evaluate` with checkpoints for policies. */
export async function compareCheckpoints(first: string, second: string, flags: Flags): Promise<void> {
  const policy = [first, second].map(policyOf);
  if (policy[0] === policy[1]) throw new UserError(`there is nothing to compare: both are '${policy[0]}'`);
  await runEvaluate({ ...flags, policy, traceEpisodes: 1 });
}

/** A policy by its name with its parameters, else a checkpoint. */
function policyOf(given: string): string {
  const isPolicy = evaluationPolicyNames().includes(given.split(":", 1)[0]!);
  return isPolicy ? given : `learned:${given}`;
}
