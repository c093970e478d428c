import { requireKnownKeys } from "../core/known-keys.js";
import { requireInteger } from "../spaces/space.js";
import { type AnyEnv, CheckContext, type CheckEnvOptions } from "./check-context.js";
import { checkAliasing } from "./checks/aliasing.js";
import { checkDeterminism } from "./checks/determinism.js";
import { checkEnding } from "./checks/ending.js";
import { checkFreeCycles } from "./checks/free-cycles.js";
import { checkIllegalActions } from "./checks/illegal-actions.js";
import { checkMask } from "./checks/mask.js";
import { checkNonInterference } from "./checks/non-interference.js";
import { checkOrder } from "./checks/order.js";
import { checkSpaces } from "./checks/spaces.js";
import { checkTime } from "./checks/time.js";
import { type Finding, formatFindings } from "./finding.js";

/** The order of calls comes last: it closes the environment. */
const checks: readonly ((context: CheckContext) => void)[] = [
  checkSpaces,
  checkMask,
  checkTime,
  checkEnding,
  checkDeterminism,
  checkIllegalActions,
  checkFreeCycles,
  checkAliasing,
  checkNonInterference,
  checkOrder,
];

const CHECK_OPTIONS = ["seeds", "maxSteps", "budgetSeconds", "actionMask", "ignoreInfo", "withPermutedTruth"];

/**
 * Tests an environment against the contract of {@link Env}: plays episodes with random legal actions and looks at spaces,
 * masks, time and budget, endings, determinism, illegal actions, free cycles, aliasing, hidden truth and the order of
 * calls. The same environment always gives the same findings.
 *
 * @param env a function that makes an environment; or one, which is closed at the end: what two environments share, and
 *   `step` before the first `reset`, then go unseen
 * @returns what breaks the contract, one finding for each rule; empty if nothing does
 * @throws RangeError if an option is out of range
 * @example
 * const findings = checkEnv(() => new MyEnv(), { maxSteps: 200 });
 * for (const { check, what, fix } of findings) console.log(check, what, fix);
 */
export function checkEnv(env: AnyEnv | (() => AnyEnv), options: CheckEnvOptions = {}): Finding[] {
  requireKnownKeys("checkEnv", options, CHECK_OPTIONS);
  const { seeds = [1], maxSteps = 1 } = options;
  requireInteger("the number of 'seeds' of checkEnv", seeds.length, 1);
  for (const seed of seeds) requireInteger("a seed of checkEnv", seed, Number.MIN_SAFE_INTEGER);
  requireInteger("the option 'maxSteps' of checkEnv", maxSteps, 1);
  const single = typeof env !== "function";
  const context = new CheckContext(single ? () => env : env, single, options);
  for (const check of checks) {
    try {
      check(context);
    } catch (error) {
      context.report(
        "exception",
        check.name,
        String(error),
        "no exception from reset() or from legal actions",
        "see the message; it was thrown while legal actions were played",
      );
    }
  }
  return context.findings;
}

/**
 * {@link checkEnv} for tests.
 *
 * @throws Error with all findings as one text, if there are any
 * @example it("keeps the contract", () => assertEnv(() => new MyEnv()));
 */
export function assertEnv(env: AnyEnv | (() => AnyEnv), options: CheckEnvOptions = {}): void {
  const findings = checkEnv(env, options);
  if (findings.length === 0) return;
  const count = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
  throw new Error(`the environment breaks the contract, ${count}:\n${formatFindings(findings)}`);
}
