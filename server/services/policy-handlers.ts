import type { ExplainRequest, ScoreRequest } from "../../proto/gen/cryogym/v1alpha1/policy_service.js";
import {
  ExplainResponse,
  ListCheckpointsResponse,
  ScoreResponse,
} from "../../proto/gen/cryogym/v1alpha1/policy_service.js";
import { invalid, notFound, unexpected } from "../collection/protocol-error.js";
import type { SessionStore } from "../collection/session/session-store.js";
import { stateAt } from "../collection/session/state-at.js";
import { listCheckpoints } from "../policy/list-checkpoints.js";

const MOST_SCORES = 1000;

/** `PolicyService`: what policies there are, and what they make of a session. */
export function policyHandlers(store: SessionStore) {
  let asked = 0;
  /** Runs in a session of the policies' own, which goes on with what another one has seen. */
  const aside = async <Answer>(
    sessionKey: string,
    { policy, entryIndex }: { readonly policy?: string; readonly entryIndex?: number | undefined },
    ask: (key: string) => Promise<Answer>,
  ): Promise<Answer> => {
    const { host, journal } = store.options;
    const session = await store.find(sessionKey);
    const length = journal.committedLength(sessionKey);
    if (entryIndex !== undefined && entryIndex > length) {
      throw invalid(`entry_index is ${entryIndex}; expected at most ${length}`, "entry_index");
    }
    const core = entryIndex === undefined ? session.core : stateAt(journal, sessionKey, session.settings, entryIndex);
    if (!core.state.surveyed) throw unexpected("nothing was surveyed yet", "NOT_SURVEYED");
    const key = `${sessionKey} aside ${++asked}`;
    const settings = { ...session.settings, policy: policy || session.policy };
    // Decisions of the session are not this policy's, and a session that is over is as it was before it ended.
    const history = core.model.changes.filter(({ kind }) => kind !== "ended");
    await host.open(key, settings, policy ? history : core.history().filter(({ kind }) => kind !== "ended"));
    try {
      return await ask(key);
    } finally {
      host.close(key);
    }
  };
  return {
    "PolicyService/ListCheckpoints": async (): Promise<ListCheckpointsResponse> =>
      ListCheckpointsResponse.fromPartial({ checkpoints: await listCheckpoints() }),
    "PolicyService/Score": ({ sessionKey, policy, entryIndex }: ScoreRequest): Promise<ScoreResponse> =>
      aside(sessionKey, { policy, entryIndex }, async (key) => {
        const { host } = store.options;
        const { targets } = await host.explain(key);
        const { goal, reason } = await host.decide(key);
        const scores = targets
          .filter(({ score, probability }) => score !== undefined || probability !== undefined)
          .sort((a, b) => (b.score ?? b.probability ?? 0) - (a.score ?? a.probability ?? 0))
          .slice(0, MOST_SCORES)
          .map(({ target, score, probability, latentStandardDeviation }) => ({
            targetId: target,
            score: score ?? probability ?? 0,
            probabilityGood: probability,
            uncertainty: latentStandardDeviation,
          }));
        const targetIds = goal.kind === "acquire" ? [...goal.holes] : goal.kind === "survey" ? [goal.target] : [];
        return ScoreResponse.fromPartial({ sentence: reason.sentence, targetIds, scores });
      }),
    "PolicyService/Explain": ({ sessionKey, targetId }: ExplainRequest): Promise<ExplainResponse> =>
      aside(sessionKey, {}, async (key) => {
        const { host } = store.options;
        const session = await store.find(sessionKey);
        if (session.core.model.session.tree.row(targetId) === undefined) {
          throw notFound(`there is no target '${targetId}'`, "UNKNOWN_TARGET");
        }
        const [explained] = (await host.explain(key, [targetId])).targets;
        const { probability, contributions = [], latentMean, expectedSeconds } = explained!;
        const chance = probability === undefined ? "" : `Chance to be good ${(100 * probability).toFixed(0)} %. `;
        return ExplainResponse.fromPartial({
          sentence: `${chance}${Math.round(expectedSeconds)} s away from where the stage stands.`,
          probabilityGood: probability,
          terms: [
            ...contributions.map(({ name, value }) => ({ name, value })),
            ...(latentMean === undefined ? [] : [{ name: "sum", value: latentMean }]),
          ],
        });
      }),
  };
}
