import { recordWay } from "../../env/render/render-session.js";
import type { SessionWay } from "../../env/render/session-view.js";
import { rowsBelow } from "../../env/render/tree-walk.js";
import type { Session } from "../../env/session/session.js";
import type { World } from "../../env/world/world.js";
import type { SessionEpisode } from "./compare-on-session.js";

/** A decision as it was made, targets by id. */
export interface RecordedDecision {
  /** Number of events that came before it. */
  readonly after: number;
  readonly sentence: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly candidates?: {
    readonly score: string;
    readonly scored: readonly { readonly target: string; readonly score: number }[];
  };
}

/** One session of a policy in simulation, kept whole. */
export interface SimulatedSession {
  readonly policy: string;
  /** As it stands at the end. */
  readonly session: Session;
  readonly way: SessionWay;
  readonly decisions: readonly RecordedDecision[];
  /** How many events had happened when a target was found, by its id; absent for what was known from the start. */
  readonly foundAfter: ReadonlyMap<string, number>;
  /** What was hidden. */
  readonly world: World;
  /** Return that no policy can exceed. */
  readonly bound: number;
}

/**
 * Runs a policy in an episode and keeps what happened, why, and what was known when.
 *
 * @param policy a name that `evaluate` knows, one of those that know the truth included
 * @example const simulated = simulate(firstEpisode(scenario, source, 7), "index");
 */
export function simulate(episode: SessionEpisode, policy: string): SimulatedSession {
  const decisions: RecordedDecision[] = [];
  const foundAfter = new Map<string, number>();
  const known = new Set<string>();
  let kept: { readonly session: Session; readonly way: SessionWay } | undefined;
  const find = (session: Session, after: number) => {
    const { tree } = session;
    for (const row of rowsBelow(tree, 0)) {
      const id = tree.ids[row]!;
      if (known.has(id)) continue;
      known.add(id);
      if (after > 0) foundAfter.set(id, after);
    }
  };
  episode.run(policy, {
    begun(session) {
      kept = { session, way: recordWay(session) };
      find(session, 0);
      const look = () => find(session, kept!.way.events.length);
      session.listen({ surveyed: look, moved: look, ended: look });
    },
    decided(decision, { tree }) {
      const { sentence, numbers, candidates } = decision.reason();
      const scored = candidates?.scored.map(({ target, score }) => ({ target: tree.ids[target]!, score }));
      decisions.push({
        after: kept!.way.events.length,
        sentence,
        numbers,
        ...(candidates === undefined ? {} : { candidates: { score: candidates.score, scored: scored! } }),
      });
    },
  });
  const { session, way } = kept!;
  const { world, bound } = episode;
  return { policy, session, way, decisions, foundAfter, world, bound };
}
