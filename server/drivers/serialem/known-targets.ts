import type { Target } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type { StagePlace } from "./operations/move-stage.js";
import { refuse } from "./operations/operating.js";

/** What a finder has told of, by id, slot and place. */
export class KnownTargets {
  #targets: Map<string, Target> | undefined;
  #recalled: readonly Target[] = [];

  /** @param slots of grids by their id; absent: in the order in which they are told of */
  constructor(
    readonly find: (() => Promise<readonly Target[]>) | undefined,
    readonly slots: Readonly<Record<string, number>> | undefined,
  ) {}

  /** Parents before children. @throws InstrumentError if nobody finds any */
  async all(): Promise<readonly Target[]> {
    return [...(await this.#byId()).values()];
  }

  /** @throws InstrumentError if it is not known */
  async get(targetId: string): Promise<Target> {
    return (await this.#byId()).get(targetId) ?? refuse(`'${targetId}' is not known`);
  }

  /** More was found; what is known already is told of anew. */
  async add(targets: readonly Target[]): Promise<void> {
    const known = await this.#byId();
    for (const target of targets) known.set(target.id, target);
  }

  /** What was found before is taken for known; where it is told of anew, that counts. */
  recall(targets: readonly Target[]): void {
    this.#recalled = targets;
  }

  async grids(): Promise<readonly Target[]> {
    return (await this.all()).filter(({ level }) => level === 1);
  }

  /** @throws InstrumentError if it is not known */
  async placeOf(targetId: string): Promise<StagePlace> {
    const { stageXMicrometers: x, stageYMicrometers: y } = (await this.#byId()).get(targetId) ?? {};
    if (x === undefined || y === undefined) refuse(`where '${targetId}' is on the stage is not known`);
    return { x, y };
  }

  /** @throws InstrumentError if it is not known */
  async slotOf(gridId: string): Promise<number> {
    const place = (await this.grids()).findIndex(({ id }) => id === gridId);
    const slot = this.slots === undefined ? place + 1 : (this.slots[gridId] ?? 0);
    if (slot < 1) refuse(`in which slot '${gridId}' lies is not known`);
    return slot;
  }

  /** The grid that lies in a slot; empty for slot 0, a made-up id for a slot of which nothing is known. */
  async gridIn(slot: number): Promise<string> {
    if (slot <= 0) return "";
    for (const { id } of await this.grids()) if ((await this.slotOf(id)) === slot) return id;
    return `slot-${slot}`;
  }

  async #byId(): Promise<Map<string, Target>> {
    if (this.find === undefined) refuse("SerialEM's driver knows no targets: name a 'finder' in the configuration");
    if (this.#targets === undefined) {
      const found = await this.find();
      this.#targets ??= new Map([...this.#recalled, ...found].map((target) => [target.id, target]));
    }
    return this.#targets;
  }
}
