import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { policies } from "../../agent/policies/index.js";
import type { PolicyEntry } from "../../agent/policy.js";
import { UserError } from "../../env/errors.js";
import { readPlan } from "../../env/scenario/plan-document.js";
import type { SessionPlan } from "../../env/session/session-plan.js";
import { PolicyMaker } from "./policy-maker.js";
import { unpack } from "./session-history.js";
import { SessionMirror } from "./session-mirror.js";
import type { FromThread, PolicyWorkerData, ThreadAnswer, ThreadQuestion, ToThread } from "./thread-question.js";

const { backend, policyModules } = workerData as PolicyWorkerData;
const port = parentPort!;
const send = (message: FromThread) => port.postMessage(message);
const maker = new PolicyMaker({ backend, onBackend: (sentence) => send({ kind: "backend", sentence }) });
const mirrors = new Map<string, SessionMirror>();
const MOST_PLANS = 20;
const plans = new Map<string, SessionPlan>();

// What a policy throws while it is asked is caught where that is done; whose this is nobody knows.
const stray = (error: unknown) => send({ kind: "stray", message: messageOf(error) });

for (const module of policyModules) {
  const { default: entry } = (await import(pathToFileURL(module).href)) as { default: PolicyEntry };
  policies.register(entry);
}

port.on("message", (message: ToThread) => {
  if (message.kind === "forget") mirrors.delete(message.session);
  else void answer(message.id, message.question);
});
// As long as it is not ready, its errors end it.
process.on("uncaughtException", stray).on("unhandledRejection", stray);
send({ kind: "ready" });

/** One question is asked at a time. */
async function answer(id: number, question: ThreadQuestion): Promise<void> {
  try {
    const mirror = await mirrorOf(id, question);
    if (question.ask.kind !== "restore") send({ kind: "begun", id });
    send({ kind: "answer", id, answer: ask(mirror, question) });
  } catch (error) {
    // What a policy has left behind after it threw is anybody's guess.
    if (question.ask.kind !== "restore") mirrors.delete(question.session);
    send({ kind: "threw", id, message: messageOf(error), user: error instanceof UserError });
  }
}

async function mirrorOf(id: number, { session, rebuild, parts }: ThreadQuestion): Promise<SessionMirror> {
  const entries = unpack(parts);
  if (rebuild !== undefined) {
    const prepared = await maker.prepare(rebuild.policy, rebuild.policyHash);
    const mirror = new SessionMirror(rebuild, planOf(rebuild.scenario), prepared, entries, () =>
      send({ kind: "rebuilding", id }),
    );
    mirrors.set(session, mirror);
    return mirror;
  }
  const mirror = mirrors.get(session);
  if (mirror === undefined) throw new Error(`this thread does not have the session '${session}'`);
  mirror.tell(entries);
  return mirror;
}

/** Sessions of one scenario share its plan, which holds much that is worked out once. */
function planOf(scenario: string): SessionPlan {
  const known = plans.get(scenario);
  if (known !== undefined) return known;
  const { plan } = readPlan(scenario);
  if (plans.size >= MOST_PLANS) plans.clear();
  plans.set(scenario, plan);
  return plan;
}

function ask(mirror: SessionMirror, { session, ask }: ThreadQuestion): ThreadAnswer {
  switch (ask.kind) {
    case "restore":
      return { kind: "restored", policyHash: mirror.policyHash };
    case "decide":
      return { kind: "decided", decision: mirror.decide() };
    case "explain": {
      const explained = mirror.explain(ask.targets);
      if (explained.stale) mirrors.delete(session);
      return explained;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
