import { recordWay } from "../../env/render/render-session.js";
import type { SessionWay } from "../../env/render/session-view.js";
import { Session } from "../../env/session/session.js";
import { PREDICTED_CTF_RESOLUTION } from "../../env/tree/feature-schema.js";
import type { TargetDescription } from "../../env/tree/target-description.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import { planOf } from "./plans.js";

export interface RecordedSession {
  readonly session: Session;
  readonly way: SessionWay;
}

/** A grid with squares `s1` to `s3`; what is in the last one has not been seen. Names may be given a beginning. */
export function halfSurveyed(named = ""): RecordedSession {
  const targets: TargetDescription[] = [{ id: "g", level: 1, name: `${named}grid` }];
  for (let s = 1; s <= 3; s++) targets.push({ id: `s${s}`, parentId: "g", level: 2, name: `${named}square ${s}` });
  for (const square of ["s1", "s2"]) targets.push(...contentsOf(square, named));
  const session = new Session(TargetTree.from(targets), planOf(60));
  return { session, way: recordWay(session) };
}

/** Two groups of six holes each in a square, ids such as `s1p1h1`. */
export function contentsOf(square: string, named = ""): TargetDescription[] {
  return [1, 2].flatMap((p): TargetDescription[] => {
    const group = `${square}p${p}`;
    const holes = [0, 1, 2, 3, 4, 5].map((h): TargetDescription => {
      const place = { imageXPixels: 182 * (h % 3), imageYPixels: 182 * Math.floor(h / 3) };
      const features = { [PREDICTED_CTF_RESOLUTION.name]: 3 + h + 6 * p };
      return { id: `${group}h${h + 1}`, parentId: group, level: 4, name: `${named}hole ${h + 1}`, ...place, features };
    });
    return [{ id: group, parentId: square, level: 3, name: `${named}group ${p}` }, ...holes];
  });
}

/** Exposes a hole in a minute. @param angstrom its result; NaN for a failed fit; undefined if it does not come */
export function expose({ session }: RecordedSession, id: string, angstrom?: number): void {
  const hole = session.tree.row(id)!;
  session.exposed(hole, 60);
  if (angstrom === undefined) return;
  session.resulted(hole, { ctfResolutionAngstrom: angstrom, failed: Number.isNaN(angstrom) });
}

/** One of every state: good, bad, failed fit, pending, withdrawn; the rest is not exposed. */
export function everyState(named = ""): RecordedSession {
  const recorded = halfSurveyed(named);
  recorded.session.moved(recorded.session.tree.row("s1p1")!, 60);
  expose(recorded, "s1p1h1", 4);
  expose(recorded, "s1p1h2", 9);
  expose(recorded, "s1p1h3", Number.NaN);
  expose(recorded, "s1p2h1");
  recorded.session.withdrawn(recorded.session.tree.row("s2p1h1")!);
  return recorded;
}

/** Two holes of three positions each, in a tree of six levels; one position is good. */
export function withPositions(): RecordedSession {
  const levels = ["cassette", "grid", "square", "group", "hole", "position"];
  const targets: TargetDescription[] = ["g", "gs", "gsp"].map((id, i) => ({
    id,
    level: i + 1,
    name: id,
    ...(i > 0 ? { parentId: id.slice(0, -1) } : {}),
  }));
  for (const h of [1, 2]) {
    const hole = `gsp${h}`;
    targets.push({ id: hole, parentId: "gsp", level: 4, name: `hole ${h}` });
    for (const p of [1, 2, 3]) targets.push({ id: `${hole}.${p}`, parentId: hole, level: 5, name: `position ${p}` });
  }
  const shape = { levels, features: { version: 1, levels: levels.map(() => []) } };
  const session = new Session(TargetTree.from(targets, shape), planOf(60));
  const recorded = { session, way: recordWay(session) };
  expose(recorded, "gsp1.2", 4);
  return recorded;
}
