import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { RandomStream } from "../../env/random/random-stream.js";
import type { TargetDescription } from "../../env/tree/target-description.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import { World } from "../../env/world/world.js";
import { Ledger, type LedgerEntry, readLedger } from "../../server/microscope/ledger.js";
import { PacedClock } from "../../server/microscope/paced-clock.js";
import { SimulatedMicroscope } from "../../server/microscope/simulated-microscope.js";
import { placedTargets } from "./placed-targets.js";
import { planOf } from "./plans.js";

const BEGAN = Date.UTC(2026, 10, 5, 9, 0, 0);
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Image shift to stage, micrometres, row by row: image shift has other axes. */
export const SHIFT_TO_STAGE = [0, 1.25, -0.8, 0];

/** One grid of two squares with three groups of four holes each, 3 µm around their groups. */
function describedTargets(): TargetDescription[] {
  const layout = { grids: 1, squaresPerGrid: 2, groupsPerSquare: 3, holesPerGroup: 4 };
  const targets = placedTargets({ ...layout, squarePitchMicrometers: 200, groupPitchMicrometers: 40 });
  const byId = new Map(targets.map((target) => [target.id, target]));
  return targets.map((target) => {
    if (target.level !== 4) return target;
    const group = byId.get(target.parentId!)!;
    const angle = (Number(target.id.slice(-1)) * Math.PI) / 2;
    return {
      ...target,
      stageXMicrometers: group.stageXMicrometers! + 3 * Math.cos(angle),
      stageYMicrometers: group.stageYMicrometers! + 3 * Math.sin(angle),
    };
  });
}

/**
 * A facility's own software, made up: it drives a simulated microscope through a session by itself, and writes a navigator
 * and a movie with its `.mdoc` for each exposure, as SerialEM does. The microscope's ledger is what really happened.
 */
export class Recorder {
  readonly folder: string;
  readonly navigator: string;
  readonly frames: string;
  readonly #microscope: SimulatedMicroscope;
  readonly #targets = describedTargets();
  readonly #items: string[] = [];
  readonly #mapIds = new Map<string, number>();
  #shot = 0;

  /** @param labels whether movies say at which item they were taken; if not, only stage and image shift tell */
  constructor(
    folder: string,
    readonly labels = true,
  ) {
    this.folder = folder;
    this.navigator = join(folder, "nav", "grid.nav");
    this.frames = join(folder, "frames");
    mkdirSync(join(folder, "nav"), { recursive: true });
    mkdirSync(this.frames, { recursive: true });
    const tree = TargetTree.from(this.#targets);
    const random = new RandomStream(5);
    const ctf = Float64Array.from({ length: tree.size }, () => 3 + 6 * random.uniform());
    this.#microscope = new SimulatedMicroscope({
      world: new World({ tree, ctfResolutionAngstrom: ctf, spent: [] }, planOf(1e9), new KeyedRandom(1)),
      clock: new PacedClock(Number.POSITIVE_INFINITY),
      ledger: new Ledger(join(folder, "microscope")),
    });
  }

  get ledger(): LedgerEntry[] {
    return readLedger(join(this.folder, "microscope"));
  }

  get squares(): readonly string[] {
    return this.#targets.filter(({ level }) => level === 2).map(({ id }) => id);
  }

  groupsOf(square: string): readonly string[] {
    return this.#targets.filter(({ level, parentId }) => level === 3 && parentId === square).map(({ id }) => id);
  }

  holesOf(group: string): readonly string[] {
    return this.#targets.filter(({ level, parentId }) => level === 4 && parentId === group).map(({ id }) => id);
  }

  /** The MapID of a hole's item. */
  mapId(hole: string): number {
    return this.#mapIds.get(hole)!;
  }

  /** Goes to a square, finds its holes and writes them into the navigator. */
  async surveySquare(square: string): Promise<void> {
    await this.#microscope.perform({ id: 0, command: "survey", target: square });
    const { stageXMicrometers: x = 0, stageYMicrometers: y = 0 } = this.#of(square);
    const [xs, ys] = [
      [-60, 60, 60, -60, -60],
      [-60, -60, 60, 60, -60],
    ];
    this.#item(square, 1, x, y, [xs.map((dx) => x + dx), ys.map((dy) => y + dy)]);
    for (const hole of this.groupsOf(square).flatMap((group) => this.holesOf(group))) {
      const { stageXMicrometers: hx = 0, stageYMicrometers: hy = 0 } = this.#of(hole);
      this.#item(hole, 0, hx, hy, [[hx], [hy]]);
    }
    const head = ["AdocVersion = 2.00", "LastSavedAs = X:\\session\\grid.nav", ""];
    writeFileSync(this.navigator, [...head, ...this.#items].join("\r\n"));
  }

  /** Goes to a group and exposes some of its holes. @returns the movies' names */
  async expose(group: string, holes: readonly string[]): Promise<string[]> {
    await this.#microscope.perform({ id: 0, command: "move", target: group });
    const names: string[] = [];
    for (const hole of holes) {
      const shotId = `gr1_${String(++this.#shot).padStart(4, "0")}`;
      const { durationSeconds } = await this.#microscope.perform({ id: 0, command: "expose", target: hole, shotId });
      this.#movie(shotId, group, hole, durationSeconds);
      names.push(shotId);
    }
    return names;
  }

  #movie(shotId: string, group: string, hole: string, durationSeconds: number): void {
    const { stageXMicrometers: x = 0, stageYMicrometers: y = 0 } = this.#of(group);
    const { stageXMicrometers: hx = 0, stageYMicrometers: hy = 0 } = this.#of(hole);
    // The inverse of SHIFT_TO_STAGE.
    const shift = [(hy - y) / SHIFT_TO_STAGE[2]!, (hx - x) / SHIFT_TO_STAGE[1]!];
    const lines = [
      "T = SerialEM: made up",
      "Voltage = 300",
      "",
      "[FrameSet = 0]",
      "TiltAngle = 0.01",
      `StagePosition = ${x.toFixed(4)} ${y.toFixed(4)}`,
      "StageZ = 12.5",
      `ImageShift = ${shift.map((value) => value.toFixed(5)).join(" ")}`,
      `ExposureTime = ${durationSeconds}`,
      `SubFramePath = X:\\frames\\${shotId}.tif`,
      `DateTime = ${dateTime(this.ledger.at(-1)!.endedAtSeconds)}`,
      ...(this.labels ? [`NavigatorLabel = ${hole}`] : []),
      "",
    ];
    writeFileSync(join(this.frames, `${shotId}.tif`), "frames");
    writeFileSync(join(this.frames, `${shotId}.tif.mdoc`), lines.join("\r\n"));
  }

  #of(id: string): TargetDescription {
    return this.#targets.find((target) => target.id === id)!;
  }

  #item(label: string, type: number, x: number, y: number, [xs, ys]: readonly (readonly number[])[]): void {
    const mapId = 5000 + this.#mapIds.size;
    this.#mapIds.set(label, mapId);
    const lines = [
      `[Item = ${label}]`,
      "Color = 0",
      `StageXYZ = ${x.toFixed(4)} ${y.toFixed(4)} 12.5`,
      `NumPts = ${xs!.length}`,
      "Regis = 1",
      `Type = ${type}`,
      `MapID = ${mapId}`,
      "NobodyKnows = this",
      `PtsX = ${xs!.map((value) => value.toFixed(4)).join(" ")}`,
      `PtsY = ${ys!.map((value) => value.toFixed(4)).join(" ")}`,
      "",
    ];
    this.#items.push(...lines);
  }
}

function dateTime(seconds: number): string {
  const at = new Date(BEGAN + seconds * 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${two(at.getUTCDate())}-${MONTHS[at.getUTCMonth()]}-${at.getUTCFullYear() % 100}`;
  return `${day}  ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}
