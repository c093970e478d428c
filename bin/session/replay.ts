import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import { parsePolicySpec } from "../../agent/policy-spec.js";
import { UserError } from "../../env/errors.js";
import type { CollectedSessionSettings } from "../../server/collection/session/collected-session-settings.js";
import type { PlainGoal } from "../../server/policy/decision-record.js";
import { requireWritable, writeOutput } from "../terminal/output-file.js";
import { progressBar } from "../terminal/progress-bar.js";
import { hoursMinutes } from "../terminal/session-bar.js";
import { readJournal, requireStored } from "./journal-source.js";
import { type Redecided, redecide } from "./redecide.js";

interface Flags {
  readonly journal: string;
  readonly policy: string;
  readonly backend: BackendChoice;
  readonly all?: boolean;
  readonly json?: string;
}

/** `cryogym session replay`: what another policy would have decided, decision by decision. */
export async function replaySession(named: string | undefined, flags: Flags): Promise<void> {
  const { policy, backend, json } = flags;
  parsePolicySpec(policy);
  requireWritable(json);
  const journal = readJournal(flags.journal);
  try {
    const keys = journal.sessions().map(({ key }) => key);
    const key = named ?? (keys.length === 1 ? keys[0]! : undefined);
    if (key === undefined) throw new UserError(`which session? There are ${keys.join(", ") || "none"}`);
    const settings = JSON.parse(requireStored(journal, key).settings) as CollectedSessionSettings;
    let total = 0;
    for (const { kind } of journal.entries(key)) if (kind === "decision") total++;
    const progress = progressBar(total, "decisions");
    let decisions: Redecided[];
    try {
      decisions = await redecide({ journal, key, settings, policy, backend, onDecision: () => progress.step() });
    } finally {
      progress.stop();
    }
    const same = (word: string) => decisions.filter(({ agreement }) => agreement === word).length;
    const agreement = { decisions: decisions.length, same: same("same"), samePlace: same("same place") };
    if (json !== undefined) {
      writeOutput(json, `${JSON.stringify({ sessionKey: key, policy, agreement, decisions }, null, 2)}\n`);
      return;
    }
    const shown = flags.all === true ? decisions : decisions.filter((one) => one.agreement !== "same");
    for (const one of shown) process.stdout.write(`${decisionText(one)}\n\n`);
    process.stdout.write(summary(policy, agreement));
  } finally {
    journal.close();
  }
}

function summary(policy: string, { decisions, same, samePlace }: Record<"decisions" | "same" | "samePlace", number>) {
  if (decisions === 0) return "Nothing was decided in this session.\n";
  const share = (count: number) => `${((100 * count) / decisions).toFixed(0)} %`;
  return `${policy} agrees in ${same} of ${decisions} decisions (${share(same)}); in ${samePlace} more (${share(samePlace)}) it chooses other holes of the same group.
Each decision was made on the session as it was then. What would have come of another one nobody knows: totals are compared by 'cryogym evaluate'.
`;
}

function decisionText({ entry, atSeconds, recorded, instead, problem, agreement }: Redecided): string {
  const head = `entry ${entry}, ${hoursMinutes(atSeconds)}: ${agreement === "other" ? "differs" : agreement}`;
  const line = (what: string, policy: string, goal: PlainGoal, sentence: string) =>
    `  ${what} ${policy}: ${goalText(goal)}. ${sentence}`;
  return [
    head,
    line("decided", recorded.policy, recorded.goal, recorded.sentence),
    instead === undefined
      ? `  instead could not decide: ${problem}`
      : line("instead", instead.policy, instead.goal, instead.sentence),
  ].join("\n");
}

function goalText(goal: PlainGoal): string {
  switch (goal.kind) {
    case "acquire":
      return `expose ${goal.holes.join(", ")}`;
    case "survey":
      return `survey ${goal.target}`;
    default:
      return goal.kind;
  }
}
