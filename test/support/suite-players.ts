import { FIRST_CANDIDATE, STOP, UP, WAIT } from "../../env/collection/actions.js";
import { CollectionEnv } from "../../env/collection/collection-env.js";
import { taskOf } from "../../env/collection/episode-env.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import type { Session } from "../../env/session/session.js";
import { type SessionEvent, SessionRecorder } from "../../env/session/session-recorder.js";
import { TargetStatus } from "../../env/session/target-status.js";
import { TomographyEnv } from "../../env/tomography/tomography-env.js";
import { episodeOf, episodeRandom } from "../../env/world/start.js";
import type { World } from "../../env/world/world.js";

/** One episode as it was played. */
export interface Episode {
  readonly session: Session;
  readonly world: World;
  readonly events: readonly SessionEvent[];
  /** Sum of the rewards. */
  readonly value: number;
  /** Sum of the rewards after each step, as if stopped there, and when that was. */
  readonly course: readonly { readonly seconds: number; readonly value: number; readonly pending: number }[];
}

/** Chooses an action; it may look at what is hidden. */
export type Player = (session: Session, world: World, mask: Uint8Array) => number;

/** Plays the first episode of a seed. */
export function playSuite(name: string, seed: number, player: Player): Episode {
  const scenario = loadScenario(name);
  const task = taskOf({ scenario });
  const { world } = episodeOf(task, episodeRandom(new KeyedRandom(seed), 0));
  const tilted = world.data.plannedTilts !== undefined;
  const env = tilted ? new TomographyEnv(task) : new CollectionEnv(task);
  env.reset({ seed });
  const session = env.session!;
  const recorder = new SessionRecorder();
  session.listen(recorder);
  const course: { seconds: number; value: number; pending: number }[] = [];
  let value = 0;
  for (;;) {
    const { reward, terminated, truncated, info } = env.step(player(session, world, env.actionMask));
    value += reward;
    course.push({ seconds: info.clockSeconds, value, pending: session.pendingCount });
    if (terminated || truncated) return { session, world, events: recorder.events, value, course };
  }
}

/** Everything in the order in which it was found. */
export const raster: Player = (_session, _world, mask) => {
  const first = mask.indexOf(1, FIRST_CANDIDATE);
  if (first !== -1) return first;
  return mask[UP] === 1 ? UP : mask[WAIT] === 1 ? WAIT : STOP;
};

/** Nothing at all. */
export const stopAtOnce: Player = () => STOP;

/**
 * Goes where most that appeals is left, a level at a time, and leaves what has nothing left.
 *
 * @param appeal of a leaf, from 0
 * @param least a group with less in all is not worth its entry
 */
export function seeker(appeal: (leaf: number, world: World) => number, least = 3): Player {
  return (session, world, mask) => {
    const { tree, cursor, status } = session;
    const whole = world.data.tree;
    const groupLevel = whole.shape.levels.indexOf("group");
    const left = (node: number): number => {
      const isOpen = status[node] === TargetStatus.Available || status[node] === TargetStatus.Hidden;
      if (whole.isLeaf(node)) return isOpen ? appeal(node, world) : 0;
      if (!isOpen) return 0;
      let total = 0;
      const first = whole.firstChild[node]!;
      for (let child = first; child < first + whole.childCount[node]!; child++) total += left(child);
      return whole.level[node] === groupLevel && !whole.contains(node, session.place) && total < least ? 0 : total;
    };
    let best = -1;
    let most = 0;
    for (let i = 0; i < tree.childCount[cursor]!; i++) {
      if (mask[FIRST_CANDIDATE + i] !== 1) continue;
      const appealing = left(tree.firstChild[cursor]! + i);
      if (appealing > most) [best, most] = [i, appealing];
    }
    if (best !== -1) return FIRST_CANDIDATE + best;
    return mask[UP] === 1 && left(0) > 0 ? UP : STOP;
  };
}

/** Knows what is good. */
export const informed = seeker((leaf, world) => (world.plan.objective.isGood(world.outcome(leaf)) ? 1 : 0));
