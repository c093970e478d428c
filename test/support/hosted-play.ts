import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import pino from "pino";
import { chooseBackend } from "../../agent/learn/backend/choose-backend.js";
import type { Policy } from "../../agent/policy.js";
import { createPolicy, preparePolicies } from "../../agent/policy-spec.js";
import { KeyedRandom, RandomKind } from "../../env/random/keyed-random.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import { planDocument, readPlan } from "../../env/scenario/plan-document.js";
import { Session } from "../../env/session/session.js";
import { applyChange, type SessionChange } from "../../env/session/session-change.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import { episodeRandom } from "../../env/world/start.js";
import { planDirectives, plannedSeconds } from "../../server/collection/model/plan-directives.js";
import type { DecisionRecord, PlainGoal } from "../../server/policy/decision-record.js";
import { goalOf, plainGoal, plainReason } from "../../server/policy/plain-decision.js";
import { PolicyHost } from "../../server/policy/policy-host.js";
import type { PolicyHostOptions } from "../../server/policy/policy-host-options.js";
import type { SessionSettings } from "../../server/policy/session-settings.js";

const SCENARIO = "small-session";
const SEED = 5;
const scenario = loadScenario(SCENARIO);
const world = openWorld(scenario).create(new KeyedRandom(2));
const document = planDocument(SCENARIO);
const targets = world.tree.descriptions();

/** A host that knows the policy `faulty`. */
export function startHost(options: Partial<PolicyHostOptions> = {}): PolicyHost {
  const policyModules = [fileURLToPath(new URL("faulty-policy.js", import.meta.url))];
  return new PolicyHost({ decideMilliseconds: 60_000, log: pino({ level: "silent" }), policyModules, ...options });
}

export function settingsOf(policy: string): SessionSettings {
  return { scenario: document, budgetSeconds: scenario.plan.budgetSeconds, policy, seed: SEED };
}

/** What is found at the begin, and where the stage stands. */
export const survey: readonly SessionChange[] = [
  { kind: "found", targets },
  { kind: "surveyed", target: "" },
  { kind: "spent", target: world.tree.ids[world.tree.size - 1]!, here: true },
];

type PlainDecision = Pick<DecisionRecord, "goal" | "reason">;

/** A session that is played: decisions come from elsewhere, and what they lead to is the same each time. */
export class Play {
  readonly session = new Session(TargetTree.from([]), readPlan(document).plan);
  readonly changes: SessionChange[] = [];

  constructor() {
    this.tell(survey);
  }

  tell(changes: readonly SessionChange[]): void {
    for (const change of changes) applyChange(this.session, change);
    this.changes.push(...changes);
  }

  /** Carries a goal out. @returns what has happened */
  carryOut(plain: PlainGoal): SessionChange[] {
    const { session } = this;
    const before = this.changes.length;
    const goal = goalOf(session, plain);
    if (goal.kind === "wait" || goal.kind === "stop") return [];
    for (const planned of planDirectives(session, goal)) {
      const durationSeconds = 1.1 * plannedSeconds(session, planned);
      if (planned.kind !== "acquire") {
        this.tell([{ kind: "moved", target: planned.target, durationSeconds }]);
        continue;
      }
      for (const target of planned.holes) {
        const ctfResolutionAngstrom = world.ctfResolutionAngstrom[world.tree.row(target)!]!;
        const failed = Number.isNaN(ctfResolutionAngstrom);
        this.tell([
          { kind: "exposed", target, durationSeconds: durationSeconds / planned.holes.length },
          { kind: "resulted", target, outcome: { ctfResolutionAngstrom, failed } },
        ]);
      }
    }
    return this.changes.slice(before);
  }
}

/** Decisions of a policy in this thread, as a play leads to them. */
export function decisionsHere(spec: string, decisions: number, play = new Play()): PlainDecision[] {
  const policy: Policy = createPolicy(spec);
  policy.reset(play.session, episodeRandom(new KeyedRandom(SEED), 0).stream(0, RandomKind.Policy));
  return Array.from({ length: decisions }, () => {
    const decision = policy.decide(play.session);
    const goal = plainGoal(play.session, decision.goal);
    const reason = plainReason(play.session, decision.reason());
    play.carryOut(goal);
    return { goal, reason };
  });
}

/** Checks decisions against those that are made here, to the last digit. */
export function assertDecidesAsHere(play: HostedPlay, spec: string, decisions: number): void {
  assert.deepEqual(play.decisions, decisionsHere(spec, decisions), spec);
}

/** Makes policies ready here, on what threads compute on: another test may have left this process on something else. */
export async function prepareHere(specs: readonly string[]): Promise<void> {
  await preparePolicies(specs, [], { backend: "wasm" });
  await chooseBackend("wasm");
}

/** The goals of {@link decisionsHere}. */
export function goalsHere(spec: string, decisions: number, play = new Play()): PlainGoal[] {
  return decisionsHere(spec, decisions, play).map(({ goal }) => goal);
}

/** A session that is played with a host. */
export class HostedPlay extends Play {
  readonly records: DecisionRecord[] = [];

  private constructor(
    readonly host: PolicyHost,
    readonly key: string,
  ) {
    super();
  }

  static async open(host: PolicyHost, key: string, policy: string): Promise<HostedPlay> {
    await host.open(key, settingsOf(policy));
    host.feed(key, survey);
    return new HostedPlay(host, key);
  }

  get goals(): PlainGoal[] {
    return this.records.map(({ goal }) => goal);
  }

  get decisions(): PlainDecision[] {
    return this.records.map(({ goal, reason }) => ({ goal, reason }));
  }

  /** @returns the last record */
  async decide(times = 1): Promise<DecisionRecord> {
    for (let i = 0; i < times; i++) {
      const record = await this.host.decide(this.key);
      this.records.push(record);
      this.host.feed(this.key, this.carryOut(record.goal));
    }
    return this.records.at(-1)!;
  }
}
