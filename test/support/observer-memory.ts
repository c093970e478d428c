import pino from "pino";
import { type Target, TargetStatus } from "../../proto/gen/cryogym/v1alpha1/target.js";
import type { Observation, ObserverMemory } from "../../server/drivers/observation.js";

/** A memory of an observer in this process that keeps all it was told. */
export class TestMemory implements ObserverMemory {
  readonly told: Observation[] = [];
  readonly warnings: Record<string, unknown>[] = [];
  readonly log = pino({ level: "warn" }, { write: (line: string) => void this.warnings.push(JSON.parse(line)) });
  place = "";
  readonly #keys = new Set<string>();
  readonly #targets = new Map<string, Target>();
  #origin: number | undefined;

  has = (key: string) => this.#keys.has(key);
  target = (id: string) => this.#targets.get(id);
  targets = () => this.#targets.values();

  origin(milliseconds: number): number {
    this.#origin ??= milliseconds;
    return this.#origin;
  }

  tell(observation: Observation): void {
    if (this.has(observation.keys[0])) return;
    for (const key of observation.keys) this.#keys.add(key);
    this.told.push(observation);
    for (const one of observation.news) {
      if (one.$case === "survey") for (const target of one.survey.targets) this.#targets.set(target.id, target);
      if (one.$case === "targetChanged") this.#targets.set(one.targetChanged.target!.id, one.targetChanged.target!);
      if (one.$case === "position") this.place = one.position.targetId;
      if (one.$case !== "undirectedExposure") continue;
      const { targetId } = one.undirectedExposure;
      this.#targets.set(targetId, { ...this.#targets.get(targetId)!, status: TargetStatus.SPENT });
    }
  }

  /** What was told of one kind, in order. */
  of<Case extends Observation["news"][number]["$case"]>(kind: Case) {
    type One = Extract<Observation["news"][number], { $case: Case }>;
    return this.told.flatMap(({ news }) => news.filter((one): one is One => one.$case === kind));
  }

  /** Ids of found targets. */
  found(): string[] {
    return this.of("survey").flatMap(({ survey }) => survey.targets.map(({ id }) => id));
  }

  /** `hole by shot` of each exposure. */
  exposed(): string[] {
    return this.of("undirectedExposure").map(
      ({ undirectedExposure: { targetId, shotId } }) => `${targetId} by ${shotId}`,
    );
  }
}
