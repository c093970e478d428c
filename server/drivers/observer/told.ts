import { createHash } from "node:crypto";
import { type Target, TargetStatus } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type { Observation, ObserverMemory } from "../observation.js";
import type { KnownGroup } from "../target-finders/form-groups.js";
import type { FoundTarget } from "../target-finders/target-finder.js";
import { toTargets } from "../target-finders/to-targets.js";

type News = Observation["news"][number];

/** Targets of one message. */
const CHUNK = 500;
/** A position that differs by less is the same, micrometres. */
const LEAST_SHIFT = 0.01;

/** What the server was told of targets, as the observer asks for it. */
export class Told {
  /** Ids of groups by square, and of holes by grid. */
  readonly #groups = new Map<string, string[]>();
  readonly #holes = new Map<string, string[]>();

  constructor(readonly memory: ObserverMemory) {
    for (const target of memory.targets()) this.#index(target);
  }

  /** {@link ObserverMemory.tell} */
  tell(observation: Observation): void {
    const isNew = !this.memory.has(observation.keys[0]);
    this.memory.tell(observation);
    if (!isNew) return;
    for (const one of observation.news)
      if (one.$case === "survey") for (const target of one.survey.targets) this.#index(target);
  }

  has(id: string): boolean {
    return this.memory.target(id) !== undefined;
  }

  isSpent(id: string): boolean {
    return this.memory.target(id)?.status === TargetStatus.SPENT;
  }

  /** Holes of a grid, further exposures of a hole left out. */
  holes(grid: string): Target[] {
    return (this.#holes.get(grid) ?? []).map((id) => this.memory.target(id)!);
  }

  groupsOf(squareId: string): KnownGroup[] {
    return (this.#groups.get(squareId) ?? []).map((id) => {
      const { stageXMicrometers: x, stageYMicrometers: y } = this.memory.target(id)!;
      return { id, ...(x !== undefined && y !== undefined && { stage: { x, y } }) };
    });
  }

  #index({ level, id, parentId }: Target): void {
    const add = (lists: Map<string, string[]>, key: string) => {
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [id]);
      else list.push(id);
    };
    if (level === 3) add(this.#groups, parentId);
    const isFurther = this.memory.target(id.slice(0, id.lastIndexOf("/")))?.level === 4;
    if (level === 4 && !isFurther) add(this.#holes, id.slice(0, id.indexOf("/")));
  }

  /** A survey of what is new among targets; none if nothing is. */
  survey(found: readonly FoundTarget[]): News[] {
    const fresh = found.filter(({ id }) => !this.has(id));
    if (fresh.length === 0) return [];
    const known = new Set(fresh.flatMap(({ parentId }) => (this.has(parentId) ? [parentId] : [])));
    const targets = toTargets(fresh, known);
    const news: News[] = [];
    for (let i = 0; i < targets.length; i += CHUNK)
      news.push({ $case: "survey", survey: { targets: targets.slice(i, i + CHUNK) } });
    return [...news, { $case: "surveyed", surveyed: { parentId: "", final: false } }];
  }

  /** Tells of what is new, and of what stands elsewhere now. */
  tellFound(found: readonly FoundTarget[]): void {
    const news = this.survey(found);
    if (news.length > 0) this.tell({ keys: [`found ${digest(found.map(({ id }) => id))}`], news });
    for (const target of found) {
      const known = this.memory.target(target.id);
      if (known === undefined || target.stage === undefined || !isElsewhere(known, target.stage)) continue;
      const { x, y } = target.stage;
      const moved = { ...known, stageXMicrometers: x, stageYMicrometers: y };
      // The same place may be left and come back to: what was told last is what counts.
      let times = 1;
      const key = () => `moved ${digest([target.id, `${x}`, `${y}`])} ${times}`;
      while (this.memory.has(key())) times++;
      this.tell({ keys: [key()], news: [{ $case: "targetChanged", targetChanged: { target: moved } }] });
    }
  }
}

function isElsewhere(known: Target, { x, y }: { readonly x: number; readonly y: number }): boolean {
  const { stageXMicrometers: knownX = Number.NaN, stageYMicrometers: knownY = Number.NaN } = known;
  return !(Math.hypot(knownX - x, knownY - y) < LEAST_SHIFT);
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
