import { firstEpisode, type SessionEpisode } from "../../agent/evaluate/compare-on-session.js";
import { type SimulatedSession, simulate } from "../../agent/evaluate/simulate.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import { Session } from "../../env/session/session.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import { World } from "../../env/world/world.js";
import { planOf } from "./plans.js";
import { contentsOf, halfSurveyed } from "./render-sessions.js";

/** Two hours of a generated session. */
export function simulatedSession(policy: string): SimulatedSession {
  const scenario = loadScenario("y1-like");
  const short = { ...scenario, plan: { ...scenario.plan, budgetSeconds: 2 * 3600 } };
  return simulate(firstEpisode(short, openWorld(short), 3), policy);
}

/**
 * A session in which a square is surveyed on the way, in a minute, results come late and one does not come: moves to square `s3`,
 * finds its holes, exposes three of them.
 */
export function surveyingSession(): SimulatedSession {
  const known = halfSurveyed().session.tree;
  const tree = TargetTree.from([...known.descriptions(), ...contentsOf("s3")]);
  const plan = planOf(60);
  const ctfResolutionAngstrom = Float64Array.from({ length: tree.size }, (_, row) =>
    tree.ids[row]!.endsWith("h1") ? 4 : 9,
  );
  const world = new World({ tree, ctfResolutionAngstrom, spent: [] }, plan, new KeyedRandom(1));
  const episode: SessionEpisode = {
    world,
    startHole: undefined,
    bound: 6,
    run(_policy, watch = {}) {
      const session = new Session(known, plan);
      const row = (id: string) => session.tree.row(id)!;
      watch.begun?.(session);
      watch.decided?.(
        { goal: { kind: "wait" }, reason: () => ({ numbers: { chance: 0.5 }, sentence: "To see </script>." }) },
        session,
        0,
      );
      session.moved(row("s3"), 180);
      session.clockSeconds += 60;
      session.found(contentsOf("s3"));
      session.surveyed("s3");
      for (const id of ["s3p1h1", "s3p1h2", "s3p2h1"]) session.exposed(row(id), 60);
      session.waited(30);
      session.resulted(row("s3p1h1"), world.outcome(tree.row("s3p1h1")!));
      session.waited(30);
      session.resulted(row("s3p1h2"), { ctfResolutionAngstrom: Number.NaN, failed: true });
      session.end();
      return [];
    },
  };
  return simulate(episode, "none");
}
